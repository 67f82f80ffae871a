//! Duplicate keys in an object.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::json::reader::{Frame, Reader};
use crate::json::tree::flag;
use crate::json::{KeyId, Repeated, Value};

/// The maximum number of unknown keys that are compared with each other instead of hashed.
const MAX_COMPARED: usize = 16;

impl Reader<'_> {
    /// Records the duplicate keys of an object, and marks all but the last of each.
    #[inline(never)]
    pub(in crate::json) fn find_repeated(&mut self, object: &Frame) {
        if !object.repeats && object.others as usize <= MAX_COMPARED && !self.repeats_other(object)
        {
            return;
        }
        let mut found: Vec<Repeated> = Vec::new();
        let mut shadowed: Vec<u32> = Vec::new();
        let mut by_key: HashMap<_, usize> = HashMap::new();
        for member in self.tree.value(object.node).members() {
            let index = member.id();
            let Some(key) = member.key() else { continue };
            match by_key.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(found.len());
                    found.push(Repeated { first: index, last: index, times: 1 });
                }
                Entry::Occupied(entry) => {
                    let known = &mut found[*entry.get()];
                    shadowed.push(known.last);
                    known.last = index;
                    known.times += 1;
                }
            }
        }
        drop(by_key);
        self.tree.repeated.extend(found.into_iter().filter(|known| known.times > 1));
        for index in shadowed {
            self.tree.nodes[index as usize].flags |= flag::SHADOWED;
        }
    }

    /// Returns whether one of a few unknown keys of an object is repeated.
    fn repeats_other(&self, object: &Frame) -> bool {
        let members = self.tree.value(object.node).members();
        let others = members.filter(|member| member.name() == KeyId::OTHER);
        let mut seen = [const { Cow::Borrowed("") }; MAX_COMPARED];
        for (count, key) in others.filter_map(Value::key).enumerate() {
            if count == MAX_COMPARED || seen[..count].contains(&key) {
                return true;
            }
            seen[count] = key;
        }
        false
    }
}
