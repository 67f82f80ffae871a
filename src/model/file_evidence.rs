//! Evidence about the files that profiles use, collected once for verdicts and rules.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::json::{Kind, Value};

use super::assessment::Readability;
use super::{
    EvidenceKind, ExtensionFault, FileKind, FileTrait, Flag, IndexedFile, Reference, Response,
    SupportedImage, System, names,
};

/// A fault of a file that a profile uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// The repository does not contain it.
    Missing,
    /// It is for another system, or is a boot file for a system without boot files.
    OtherSystem,
    /// It is for other releases.
    OtherRelease,
    /// The system of the profile supports no customization.
    NothingSupported,
    /// The system does not support custom files of its kind.
    KindNotSupported,
    /// The system does not support custom files of its kind for the release of the profile.
    ReleaseNotSupported,
    /// Its extension is not allowed.
    Extension,
    /// Another profile also uses it, and only one profile can.
    Shared,
    /// The server failed to load it.
    FailedToLoad,
    /// It uses an undefined macro.
    UndefinedMacro,
    /// Its list has another file with the same id and different evidence.
    Contradictory,
    /// The id, the file, or what its system supports cannot be read.
    Unreadable,
}

impl FileFault {
    const fn evidence(self) -> EvidenceKind {
        match self {
            Self::Missing
            | Self::OtherSystem
            | Self::NothingSupported
            | Self::KindNotSupported
            | Self::ReleaseNotSupported
            | Self::Extension
            | Self::Shared => EvidenceKind::Forbids,
            Self::OtherRelease | Self::FailedToLoad | Self::UndefinedMacro => {
                EvidenceKind::PotentialIssue
            }
            Self::Contradictory => EvidenceKind::Contradictory,
            Self::Unreadable => EvidenceKind::Unreadable,
        }
    }
}

/// Evidence about a file that a profile uses.
#[derive(Clone, Copy, Debug)]
pub struct FileEvidence<'a> {
    /// The index of the profile in [`Response::profiles`].
    pub profile: usize,
    /// The index of the reference in [`Response::uses`].
    pub position: usize,
    /// The fault.
    pub fault: FileFault,
    /// The kind of evidence.
    pub kind: EvidenceKind,
    /// The value that is the evidence.
    pub value: Value<'a>,
}

/// Collects the evidence about each used file, in the order of the references.
pub(super) fn collect<'a>(response: &Response<'a>) -> Vec<FileEvidence<'a>> {
    let mut uses = response.uses().enumerate().peekable();
    if uses.peek().is_none() {
        return Vec::new();
    }
    let repository = RepositoryFacts::new(response);
    let mut found = Vec::new();
    for (position, used) in uses {
        let mut add = |fault: FileFault, value| {
            let profile = used.user.position();
            found.push(FileEvidence { profile, position, fault, kind: fault.evidence(), value });
        };
        repository.of_use(&used, &mut add);
    }
    found
}

/// Facts about the repository that apply to all used files, computed once.
struct RepositoryFacts<'r, 'a> {
    response: &'r Response<'a>,
    /// The lists of files that profiles lack, by kind.
    lists: [OnceCell<ListState<'a>>; FileKind::ALL.len()],
    /// The entries of `supportedImages` for the systems of the profiles and files.
    entries: [OnceCell<Option<Entry<'r, 'a>>>; System::ALL.len()],
    text: Readability,
    unreadable_entries: Option<Value<'a>>,
    /// The objects of the files, by [`Value::id`].
    wrong_extensions: HashSet<u32>,
    unreadable_extensions: HashMap<u32, Value<'a>>,
    shared: HashSet<u32>,
    undefined_macros: HashMap<u32, Value<'a>>,
    contradictory: HashSet<u32>,
}

/// Whether a list is evidence that a file is absent.
#[derive(Clone, Copy)]
enum ListState<'a> {
    Absent,
    Whole,
    Unreadable(Value<'a>),
}

impl<'a> ListState<'a> {
    fn of(list: Option<Value<'a>>, text: &Readability) -> Self {
        match list {
            None => Self::Absent,
            Some(list)
                if list.kind() == Kind::Array
                    && text
                        .fault_or_misspelled(list)
                        .is_none_or(|_| list.is_renamed() && !list.is_incomplete())
                    && list.elements().all(|file| file.kind() == Kind::Object) =>
            {
                Self::Whole
            }
            Some(list) => Self::Unreadable(list),
        }
    }
}

impl<'r, 'a> RepositoryFacts<'r, 'a> {
    fn new(response: &'r Response<'a>) -> Self {
        let text = Readability::new(response.value.tree());
        let repository = &response.repository;
        let custom = FileKind::ALL
            .into_iter()
            .flat_map(|kind| repository.with_trait(kind, FileTrait::Custom))
            .map(|(_, known)| known.file);
        let (mut wrong_extensions, mut unreadable_extensions) = (HashSet::new(), HashMap::new());
        for file in custom {
            if let Some(list) = ExtensionFault::unreadable_list(response, file) {
                unreadable_extensions.insert(file.value.id(), list);
            } else if ExtensionFault::find(response, file).is_some() {
                wrong_extensions.insert(file.value.id());
            }
        }
        let repeated = FileKind::ALL.into_iter().flat_map(|kind| repository.again(kind));
        let contradictory = repeated
            .filter(|(first, again)| !first.value.is_same_as(again.value))
            .map(|(_, again)| again.value.id());
        let mut contradictory: HashSet<u32> = contradictory.collect();
        if !text.is_clean() {
            for kind in FileKind::ALL {
                let files = repository.files(kind).filter(|file| {
                    file.value
                        .members()
                        .any(|member| text.fault(member) == Some(EvidenceKind::Contradictory))
                });
                contradictory.extend(files.map(|file| file.value.id()));
            }
        }
        Self {
            response,
            lists: Default::default(),
            entries: Default::default(),
            unreadable_entries: unreadable_entries(response, &text),
            wrong_extensions,
            unreadable_extensions,
            shared: response
                .shared_unattend_files()
                .iter()
                .map(|(file, _)| file.value.id())
                .collect(),
            undefined_macros: response
                .undefined_macros()
                .iter()
                .filter(|undefined| !undefined.uses.is_empty())
                .map(|undefined| (undefined.content.file.value.id(), undefined.content.text.value))
                .collect(),
            contradictory,
            text,
        }
    }

    fn list(&self, kind: FileKind) -> ListState<'a> {
        let read = || ListState::of(self.response.member(kind.list_name()), &self.text);
        *self.lists[kind as usize].get_or_init(read)
    }

    fn entry(&self, system: System) -> Option<&Entry<'r, 'a>> {
        let read = || Some(Entry::new(self.response.supported_image(system)?, &self.text));
        self.entries[system as usize].get_or_init(read).as_ref()
    }

    fn of_use(&self, used: &Reference<'_, 'a>, add: &mut impl FnMut(FileFault, Value<'a>)) {
        if used.id.is_damaged() {
            return add(FileFault::Unreadable, used.id);
        }
        let Some(known) = used.file() else {
            match self.list(used.kind) {
                ListState::Whole => add(FileFault::Missing, used.id),
                ListState::Unreadable(list) => add(FileFault::Unreadable, list),
                ListState::Absent => {}
            }
            self.nothing_supported(used, add);
            return;
        };
        let file = known.file.value;
        if known.is_unreadable {
            add(FileFault::Unreadable, file);
        }
        if self.contradictory.contains(&file.id()) {
            add(FileFault::Contradictory, known.id.unwrap_or(file));
        }
        if known.failed_to_load {
            add(
                FileFault::FailedToLoad,
                known.file.failed_to_load().map_or(file, |flag| flag.value),
            );
        }
        self.fits(used, &known, add);
        if !self.nothing_supported(used, add) && known.is_custom {
            self.customization(used, &known, add);
        }
        if self.wrong_extensions.contains(&file.id()) {
            add(FileFault::Extension, known.id.unwrap_or(file));
        }
        if let Some(list) = self.unreadable_extensions.get(&file.id()) {
            add(FileFault::Unreadable, *list);
        }
        if self.shared.contains(&file.id()) {
            add(FileFault::Shared, known.id.unwrap_or(file));
        }
        if let Some(content) = self.undefined_macros.get(&file.id()) {
            add(FileFault::UndefinedMacro, *content);
        }
    }

    /// Checks that the file is for the system and the release of the profile.
    fn fits(
        &self,
        used: &Reference<'_, 'a>,
        known: &IndexedFile<'a>,
        add: &mut impl FnMut(FileFault, Value<'a>),
    ) {
        let systems = known.system.zip(used.user.system);
        let differs = systems.is_some_and(|(file, profile)| file.differs_from(profile));
        // Boot files are for Windows only, whatever their `os` says.
        let has_no_boot_files = used.user.system.is_some_and(|system| system != System::Windows);
        if differs || used.kind == FileKind::Boot && has_no_boot_files {
            add(FileFault::OtherSystem, used.id);
        }
        if differs {
            return;
        }
        if let Some((release, _)) = &used.user.release {
            let releases = self.response.repository.releases(known);
            if !releases.is_empty() && !releases.contains(release) {
                add(FileFault::OtherRelease, used.id);
            }
        }
    }

    /// Checks that the system of the profile supports customization.
    fn nothing_supported(
        &self,
        used: &Reference<'_, 'a>,
        add: &mut impl FnMut(FileFault, Value<'a>),
    ) -> bool {
        let Some(system) = used.user.system else { return false };
        match self.entry(system) {
            Some(entry) if entry.allows_nothing == Some(true) => {
                add(FileFault::NothingSupported, used.id);
                true
            }
            Some(entry) if entry.allows_nothing.is_none() => {
                add(FileFault::Unreadable, entry.supported.value);
                false
            }
            None => {
                if let Some(list) = self.unreadable_entries {
                    add(FileFault::Unreadable, list);
                }
                false
            }
            Some(_) => false,
        }
    }

    /// Checks that the system supports custom files of this kind for this release.
    fn customization(
        &self,
        used: &Reference<'_, 'a>,
        known: &IndexedFile<'a>,
        add: &mut impl FnMut(FileFault, Value<'a>),
    ) {
        let own = used.user.system;
        let Some(system) = known.system.or(own) else { return };
        let Some(entry) = self.entry(system) else { return };
        let unreadable = entry.unreadable(used.kind);
        if let Some(value) = unreadable {
            add(FileFault::Unreadable, value);
        }
        let is_unreadable = |name| unreadable.is_some_and(|value| Some(value.name()) == name);
        let allows = entry.supported.allows(used.kind);
        if allows.is_some_and(|flag| !flag.is_true) && !is_unreadable(used.kind.allow_name()) {
            return add(FileFault::KindNotSupported, used.id);
        }
        // A list that is not fully readable is no evidence that something is absent from it.
        if is_unreadable(used.kind.releases_name()) {
            return;
        }
        // A file for another system is reported as such.
        if own.is_some_and(|own| own.differs_from(system)) {
            return;
        }
        if let Some((release, _)) = &used.user.release
            && entry
                .supported
                .custom_releases(used.kind)
                .is_some_and(|releases| !releases.contains(release))
        {
            add(FileFault::ReleaseNotSupported, used.id);
        }
    }
}

/// Returns the list of supported images, if one of its entries cannot be read.
fn unreadable_entries<'a>(response: &Response<'a>, text: &Readability) -> Option<Value<'a>> {
    let list = response.member(names::SUPPORTED_IMAGES)?;
    let is_readable = list.kind() == Kind::Array
        && text.fault(list).is_none()
        && list.elements().all(|entry| {
            let name = entry.get(names::NAME);
            entry.kind() == Kind::Object
                && text.fault(entry).is_none()
                && name.is_some_and(|_| text.text_fault(name).is_none())
        });
    (!is_readable).then_some(list)
}

/// An entry of `supportedImages`, with what cannot be read of it.
struct Entry<'r, 'a> {
    supported: &'r SupportedImage<'a>,
    /// Whether no kind of file can be customized. `None` if that cannot be read.
    allows_nothing: Option<bool>,
    /// For each kind, the flag or list that cannot be read, if any.
    unreadable: [Option<Value<'a>>; FileKind::ALL.len()],
}

impl<'r, 'a> Entry<'r, 'a> {
    fn new(supported: &'r SupportedImage<'a>, text: &Readability) -> Self {
        let flags = FileKind::ALL.map(|kind| {
            supported.allows_value(kind).filter(|flag| {
                text.fault_or_misspelled(*flag).is_some() || Flag::written(*flag).is_none()
            })
        });
        let list = |kind: FileKind| {
            let list = supported.custom_releases_value(kind)?;
            let is_list = list.kind() == Kind::Array && text.fault_within(list).is_none();
            (!is_list && list.kind() != Kind::Null).then_some(list)
        };
        let kinds = FileKind::OF_PROFILES;
        let may_be_off = kinds.iter().all(|kind| {
            flags[*kind as usize].is_some()
                || supported.allows(*kind).is_some_and(|flag| !flag.is_true)
        });
        let allows_nothing = match (supported.allows_nothing(), may_be_off) {
            (true, _) => Some(true),
            (false, true) => None,
            (false, false) => Some(false),
        };
        Self {
            supported,
            allows_nothing,
            unreadable: FileKind::ALL.map(|kind| flags[kind as usize].or_else(|| list(kind))),
        }
    }

    fn unreadable(&self, kind: FileKind) -> Option<Value<'a>> {
        self.unreadable[kind as usize]
    }
}
