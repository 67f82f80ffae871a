//! Reading one file of a list: what is kept of it, and the texts that it shares with others.

use std::borrow::Cow;

use foldhash::HashMap;

use crate::json::Value;

use super::super::{File, System, Text, names};
use super::{ALL_RELEASES, FAILED_TO_LOAD, HAS_BUNDLE, HAS_COMMA, IS_CUSTOM, NONE, Stored};

/// Texts that many files share: each is kept once, and has a number.
#[derive(Default)]
pub(super) struct Shared<'a> {
    texts: Vec<Text<'a>>,
    numbers: HashMap<Cow<'a, str>, u32>,
    /// The number that was given last: neighbours often have the same text.
    last: u32,
}

impl<'a> Shared<'a> {
    fn number(&mut self, text: Text<'a>) -> u32 {
        if self.texts.get(self.last as usize).is_some_and(|last| last.as_str() == text.as_str()) {
            return self.last;
        }
        let next = self.texts.len() as u32;
        self.last = match self.numbers.get(text.as_str()) {
            Some(number) => *number,
            None => {
                self.texts.push(text.clone());
                self.numbers.insert(text.into_cow(), next);
                next
            }
        };
        self.last
    }

    pub(super) fn map<T>(&self, of: impl Fn(&Text<'a>) -> T) -> Vec<T> {
        self.texts.iter().map(of).collect()
    }

    pub(super) fn into_texts(self) -> Vec<Text<'a>> {
        self.texts
    }
}

/// What is remembered while the files are read.
#[derive(Default)]
pub(super) struct Reading<'a> {
    pub(super) release_lists: Shared<'a>,
    pub(super) bundle_ids: Shared<'a>,
    /// The `os` that was read last, and its system.
    last_os: Option<(Cow<'a, str>, Option<System>)>,
}

impl<'a> Reading<'a> {
    fn system(&mut self, os: Value<'a>) -> Option<System> {
        let os = os.as_str()?;
        match &self.last_os {
            Some((last, system)) if *last == os => *system,
            _ => {
                let system = System::of_name(&os);
                self.last_os = Some((os, system));
                system
            }
        }
    }

    /// What is kept of `file`, and its id.
    pub(super) fn file(&mut self, file: Value<'a>) -> (Stored, Option<Cow<'a, str>>) {
        let mut stored = Stored {
            value: file.id(),
            id: NONE,
            release_list: ALL_RELEASES,
            system: None,
            facts: 0,
        };
        let mut own_id = None;
        for member in file.members() {
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
                names::OS => stored.system = self.system(member),
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
