//! What a response contains, and where: its images, profiles and files, and the ids that refer to files.

use std::ops::Range;

use crate::json::{Kind, Value};
use crate::model::{FileKind, Profile, Response, Text};
use crate::source::Span;

/// The images, profiles and files of a document, and the references between them.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) subjects: Vec<Subject>,
    pub(super) references: Vec<Reference>,
}

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SubjectKind {
    Image,
    Profile,
    File(FileKind),
}

impl SubjectKind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Profile => "profile",
            Self::File(kind) => kind.as_str(),
        }
    }
}

/// An image, a profile or a file.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) kind: SubjectKind,
    pub(super) id: Option<String>,
    /// The range of the object, in bytes of the document.
    pub(super) range: Range<usize>,
    /// The range of the id, or else of the object.
    pub(super) id_range: Range<usize>,
    /// The position of the image of a profile in [`Outline::subjects`].
    pub(super) image: Option<usize>,
}

/// An id that refers to a subject.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) kind: SubjectKind,
    pub(super) id: String,
    /// The range of the id, in bytes of the document.
    pub(super) range: Range<usize>,
}

/// The attributes of a host in a deployment request that name what the snapshot has, and what that is.
pub(super) const REQUEST_REFERENCES: [(&str, SubjectKind); 3] = [
    ("selectedImage", SubjectKind::Profile),
    ("configFileId", SubjectKind::File(FileKind::Config)),
    ("unattendFileId", SubjectKind::File(FileKind::Unattend)),
];

impl Outline {
    /// Adds a response. `locate` maps a span of its text to bytes of the document.
    pub(super) fn add(&mut self, response: &Response<'_>, locate: &dyn Fn(Span) -> Range<usize>) {
        for whole in response.images_with_profiles() {
            let image = self.subjects.len();
            self.subject(SubjectKind::Image, whole.image.value, whole.image.id(), None, locate);
            for profile in whole.profiles {
                self.profile(profile, Some(image), locate);
            }
        }
        for profile in response.standalone_profiles() {
            self.profile(profile, None, locate);
        }
        for kind in FileKind::ALL {
            for file in response.repository.files(kind) {
                self.subject(SubjectKind::File(kind), file.value, file.id(), None, locate);
                self.reference(kind.partner(), file.associated_id(), locate);
                self.reference(Some(FileKind::Bundle), file.bundle_id(), locate);
            }
        }
    }

    fn profile(
        &mut self,
        profile: &Profile<'_>,
        image: Option<usize>,
        locate: &dyn Fn(Span) -> Range<usize>,
    ) {
        self.subject(SubjectKind::Profile, profile.value, profile.id(), image, locate);
        let Some(options) = profile.options() else { return };
        for kind in FileKind::OF_PROFILES {
            for id in options.ids(kind) {
                self.reference(Some(kind), Some(id), locate);
            }
        }
    }

    fn subject(
        &mut self,
        kind: SubjectKind,
        value: Value<'_>,
        id: Option<Text<'_>>,
        image: Option<usize>,
        locate: &dyn Fn(Span) -> Range<usize>,
    ) {
        let range = locate(value.span());
        let id_range = id.as_ref().map_or_else(|| range.clone(), |id| locate(id.value.span()));
        let id = id.map(|id| id.quotable().into_owned());
        self.subjects.push(Subject { kind, id, range, id_range, image });
    }

    fn reference(
        &mut self,
        kind: Option<FileKind>,
        id: Option<Text<'_>>,
        locate: &dyn Fn(Span) -> Range<usize>,
    ) {
        let (Some(kind), Some(id)) = (kind, id) else { return };
        if id.value.kind() == Kind::String && !id.as_str().is_empty() {
            let range = locate(id.value.span());
            let id = id.quotable().into_owned();
            self.references.push(Reference { kind: SubjectKind::File(kind), id, range });
        }
    }

    /// Returns the kind and id that the text at offset `at` is: of a subject, or of a reference to one.
    pub(super) fn id_at(&self, at: usize) -> Option<(SubjectKind, &str)> {
        let holds = |range: &Range<usize>| range.start <= at && at <= range.end;
        let of_subjects = self
            .subjects
            .iter()
            .filter_map(|subject| Some((&subject.id_range, subject.kind, subject.id.as_deref()?)));
        let of_references = self
            .references
            .iter()
            .map(|reference| (&reference.range, reference.kind, reference.id.as_str()));
        let mut all = of_subjects.chain(of_references);
        all.find(|(range, ..)| holds(range)).map(|(_, kind, id)| (kind, id))
    }

    /// Returns the subjects of a kind with an id; of a duplicate id there are several.
    pub(super) fn with_id<'o>(
        &'o self,
        kind: SubjectKind,
        id: &'o str,
    ) -> impl Iterator<Item = &'o Subject> {
        let is_it =
            move |subject: &&Subject| subject.kind == kind && subject.id.as_deref() == Some(id);
        self.subjects.iter().filter(is_it)
    }
}
