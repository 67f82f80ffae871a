//! Reads the files of a list into index entries.

use std::borrow::Cow;

use crate::json::{Kind, Value};

use super::super::shared_texts::SharedTexts;
use super::super::{File, System, Text, names};
use super::{
    ALL_RELEASES, FAILED_TO_LOAD, HAS_BUNDLE, HAS_COMMA, IS_CUSTOM, IS_UNREADABLE, NONE, Stored,
};

/// The state while the files are read.
#[derive(Default)]
pub(super) struct Reading<'a> {
    pub(super) release_lists: SharedTexts<'a>,
    pub(super) bundle_ids: SharedTexts<'a>,
}

impl<'a> Reading<'a> {
    /// Returns the index entry of `file` and its id.
    pub(super) fn file(&mut self, file: Value<'a>) -> (Stored, Option<Cow<'a, str>>) {
        let mut stored = Stored {
            value: file.id(),
            id: NONE,
            release_list: ALL_RELEASES,
            system: None,
            facts: 0,
        };
        let mut own_id = None;
        if file.is_incomplete() {
            stored.facts |= IS_UNREADABLE;
        }
        for member in file.members() {
            if is_unreadable(member) {
                stored.facts |= IS_UNREADABLE;
            }
            match member.name() {
                names::ID => {
                    stored.id = member.id();
                    own_id = member.as_str();
                    let has_comma = own_id.as_ref().is_some_and(|id| id.as_bytes().contains(&b','));
                    stored.facts |= if has_comma { HAS_COMMA } else { 0 };
                }
                names::BUNDLE_ID => {
                    stored.facts |= HAS_BUNDLE;
                    if let Some(id) =
                        Text::of(member).filter(|id| !id.is_empty() && !member.is_damaged())
                    {
                        self.bundle_ids.number(id);
                    }
                }
                names::OS => stored.system = System::of(member),
                names::TYPE if File::is_custom_type(member) => stored.facts |= IS_CUSTOM,
                names::FAILED_TO_LOAD if member.as_bool() == Some(true) => {
                    stored.facts |= FAILED_TO_LOAD;
                }
                names::OSRELEASE if !member.is_damaged() => {
                    stored.release_list = Text::of(member)
                        .map_or(ALL_RELEASES, |text| self.release_lists.number(text));
                }
                _ => {}
            }
        }
        (stored, own_id)
    }
}

/// Returns `true` if a member that is evidence is damaged, under a misspelled key, or of the wrong type.
fn is_unreadable(member: Value<'_>) -> bool {
    let is_evidence = matches!(
        member.name(),
        names::ID | names::OS | names::TYPE | names::OSRELEASE | names::FAILED_TO_LOAD
    );
    let fits = match member.name() {
        names::FAILED_TO_LOAD => member.as_bool().is_some(),
        _ => matches!(member.kind(), Kind::String | Kind::Null),
    };
    is_evidence && (!fits || member.is_damaged() || member.is_renamed())
}
