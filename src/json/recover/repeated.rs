//! Duplicate keys in an object.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::json::Repeated;
use crate::json::reader::Reader;
use crate::json::tree::flag;

impl Reader<'_> {
    /// Records the duplicate keys of the object at `node`, and marks all but the last of each.
    #[inline(never)]
    pub(in crate::json) fn find_repeated(&mut self, node: u32) {
        let mut found: Vec<Repeated> = Vec::new();
        let mut shadowed: Vec<u32> = Vec::new();
        let mut by_key: HashMap<_, usize> = HashMap::new();
        for member in self.tree.value(node).members() {
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
}
