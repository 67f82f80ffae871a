//! The rule model: the facts about a response that expressions and the inventory see.
//!
//! A fact is read when it is needed. It is absent, unreadable or a value; an unreadable value is never
//! replaced by a guess.

mod page;
mod read;
mod schema;
mod to_json;
mod values;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use crate::date::Date;
use crate::json::Value;
use crate::model::{
    DiskUsage, File, FileKind, Image, ImageWithProfiles, Profile, Readability, ReadyCheck,
    Response, SupportedImage, Target,
};

pub use page::page;
pub use schema::{Field, FieldType, Kind, SYSTEMS};
pub use to_json::{Inventory, schema as inventory_schema};

/// An object of the rule model.
#[derive(Clone, Copy, Debug)]
pub enum Object<'r, 'a> {
    /// The response.
    Response,
    /// An image.
    Image(&'r Image<'a>),
    /// A profile.
    Profile(&'r Profile<'a>),
    /// The flags of `readyCheck`.
    Flags(ReadyCheck<'a>),
    /// The files that a profile uses.
    ProfileFiles(&'r Profile<'a>),
    /// A file of the repository, or an id of this kind that the repository does not contain.
    File(FileKind, Result<File<'a>, Value<'a>>),
    /// An entry of `supportedImages`.
    Supported(&'r SupportedImage<'a>),
    /// The disk space that the repository uses.
    DiskUsage(DiskUsage<'a>),
}

/// A fact.
#[derive(Clone, Debug)]
pub enum Fact<'r, 'a> {
    /// The response does not have it.
    Absent,
    /// It cannot be read, with the value that is at fault.
    Unreadable(Option<Value<'a>>),
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A string.
    Text(Cow<'a, str>),
    /// A list of strings.
    Strings(Rc<[Cow<'a, str>]>),
    /// An object.
    Object(Object<'r, 'a>),
    /// A list of objects.
    Objects(Rc<[Object<'r, 'a>]>),
}

/// The number of attributes of a response, whose facts are kept.
const RESPONSE_FIELDS: usize = Kind::Response.fields().len();

/// What facts depend on besides the response.
#[derive(Clone, Copy, Debug, Default)]
pub struct FactOptions<'r> {
    /// The kind of target that profiles are deployed to.
    pub target: Target,
    /// The day of the run.
    pub today: Option<Date>,
    /// The day on which the file was saved.
    pub saved: Option<Date>,
    /// The name that all snapshots of the server share ([`server_name`](crate::date::server_name)).
    pub server: Option<&'r str>,
}

/// Reads facts about one response.
#[derive(Debug)]
pub struct Facts<'r, 'a> {
    response: &'r Response<'a>,
    options: FactOptions<'r>,
    readability: Readability,
    lists: [OnceCell<Fact<'r, 'a>>; RESPONSE_FIELDS],
    /// The images, in the order of their ids.
    images: OnceCell<Vec<ImageWithProfiles<'r, 'a>>>,
}

impl<'r, 'a> Facts<'r, 'a> {
    /// Creates a reader.
    #[must_use]
    pub fn new(response: &'r Response<'a>, options: FactOptions<'r>) -> Self {
        let readability = Readability::new(response.value.tree());
        Self { response, options, readability, lists: Default::default(), images: OnceCell::new() }
    }

    /// Returns the response.
    #[must_use]
    pub fn response(&self) -> &'r Response<'a> {
        self.response
    }

    /// Returns the JSON value of an object, or the value that stands for it. `None` for one that is derived.
    #[must_use]
    pub fn value_of(&self, object: Object<'r, 'a>) -> Option<Value<'a>> {
        match object {
            Object::Response => Some(self.response.value),
            Object::Image(image) => Some(image.value),
            Object::Profile(profile) => Some(profile.value),
            Object::ProfileFiles(profile) => profile.options().map(|options| options.value),
            Object::Flags(flags) => flags.value(),
            Object::File(_, Ok(file)) => Some(file.value),
            Object::File(_, Err(id)) => Some(id),
            Object::Supported(supported) => Some(supported.value),
            Object::DiskUsage(usage) => Some(usage.0),
        }
    }
}

impl Object<'_, '_> {
    /// Returns its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Response => Kind::Response,
            Self::Image(_) => Kind::Image,
            Self::Profile(_) => Kind::Profile,
            Self::Flags(_) => Kind::Flags,
            Self::ProfileFiles(_) => Kind::ProfileFiles,
            Self::File(..) => Kind::File,
            Self::Supported(_) => Kind::Supported,
            Self::DiskUsage(_) => Kind::DiskUsage,
        }
    }
}

/// Returns the name of a kind of file in the rule model.
#[must_use]
pub const fn file_kind_word(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Boot => "boot-file",
        FileKind::Bundle => "bundle",
        FileKind::Config => "settings-file",
        FileKind::Driver => "driver",
        FileKind::Script => "script",
        FileKind::Software => "software",
        FileKind::Unattend => "unattend-file",
    }
}
