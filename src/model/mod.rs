//! The model of a response: images, profiles, files, and the customizations that each system supports.
//!
//! The types are small handles on values of the tree, read on demand, and keep their locations. A
//! value of a type that the GET /osImages reference does not allow reads as absent; the schema check
//! reports it.

mod aliases;
mod assessment;
mod blocker;
mod content;
mod deployment;
mod disk_usage;
mod evidence;
mod extension;
mod file;
mod file_evidence;
mod file_index;
mod find;
mod foreign;
mod image;
mod item;
mod items;
mod listed;
mod lists;
mod macros;
mod message;
mod objects;
mod own_file;
mod profile;
mod reading;
mod ready_check;
mod references;
mod repository;
mod response;
mod scalar;
mod secrets;
mod settings;
mod shared_texts;
mod supported;
mod texts;
mod undefined_macros;
mod unreadable;
mod verdict;
mod version;
mod xml;

use crate::spec::{Release, Releases, Shape, System, names};
pub use aliases::{Misspelled, aliases};
pub(crate) use assessment::Readability;
pub use assessment::{Assessments, Target};
pub use blocker::{Blocker, KisoTwins, SecurityMode};
pub use content::Content;
pub use deployment::{
    Address, Ambiguous, Doubts, Host, HostPlatform, HostPlatforms, RequestIn, Subnet, find_hosts,
    hostname_fault, may_contain_request, normal_uuid,
};
pub use disk_usage::DiskUsage;
pub(crate) use disk_usage::PARTS as DISK_USAGE_PARTS;
pub use evidence::{Assessment, Evidence, EvidenceKind};
pub use extension::ExtensionFault;
pub use file::{File, FileKind};
pub use file_evidence::{FileEvidence, FileFault};
pub use file_index::{FileTrait, IndexedFile};
pub use find::{Found, find, max_responses};
pub use foreign::Foreign;
pub(crate) use foreign::is_mark;
pub use image::{Image, ImageWithProfiles};
pub use item::ItemType;
pub use listed::{Listed, Undocumented, UnknownValue};
pub use lists::is_made_by_power_shell;
pub use macros::{Macro, MacroNames, is_macro, macros, stands_alone};
pub use message::{Message, Severity};
pub use own_file::own_file;
pub use profile::{Options, Profile};
pub(crate) use reading::misspelled;
pub use reading::restore_response;
pub use ready_check::ReadyCheck;
pub use references::{Reference, References, Referrer};
pub use repository::Repository;
pub use response::Response;
pub use scalar::{DeployStatus, Flag, Text};
pub use secrets::{Secret, Writing};
pub(crate) use secrets::{is_secret_name, passwords_in_addresses, without_passwords};
pub use supported::SupportedImage;
pub(crate) use texts::is_separable;
pub use texts::{
    TEXT_DEPTH, has_response, read_value, retain_useful, separated, unwrapped, value_texts,
    values_of, values_within,
};
pub use undefined_macros::{MacroDefinitions, MacroScope, UndefinedMacros};
pub use unreadable::{UnreadableList, contradictory_lists};
pub use verdict::Verdict;
pub use version::Version;
pub use xml::XmlFault;
