//! What a response says, in the words of the field: images, profiles, files, and what each system
//! may be customised with.
//!
//! Everything here is a small handle on a value of the tree, read on demand, and knows its place.
//! A value whose type the document does not allow reads as absent: the schema speaks of it.

mod aliases;
mod content;
mod disk_usage;
mod file;
mod find;
mod image;
mod item;
mod items;
mod listed;
mod macros;
mod message;
pub mod names;
mod obstacle;
mod profile;
mod ready_check;
mod release;
mod repository;
mod response;
mod scalar;
mod secrets;
mod settings;
mod shared;
mod shelf;
mod supported;
mod system;
mod unreadable;
mod uses;
mod version;
mod words;
mod xml;

pub use aliases::aliases;
pub use content::Content;
pub use disk_usage::DiskUsage;
pub use file::{File, FileKind};
pub use find::{Found, find};
pub use image::{Image, WholeImage};
pub use item::ItemType;
pub use listed::{Listed, OddValue, Unlisted};
pub use macros::{Macro, MacroNames, is_macro, macros};
pub use message::{Message, Severity};
pub use obstacle::{KisoTwins, Obstacle, SecurityMode};
pub use profile::{Options, Profile};
pub use ready_check::ReadyCheck;
pub use release::{Release, Releases, releases};
pub use repository::Repository;
pub use response::{Response, Shape};
pub use scalar::{DeployStatus, Flag, Text};
pub(crate) use secrets::is_secret_name;
pub use secrets::{Secret, Writing};
pub use shelf::{Known, Rare};
pub use supported::SupportedImage;
pub use system::System;
pub use unreadable::{UnreadableList, contradictory_lists};
pub use uses::{Use, User, Uses};
pub use version::Version;
pub use xml::XmlFault;
