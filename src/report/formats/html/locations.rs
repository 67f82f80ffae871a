//! The files that a page is about, and the server of each.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::date::{date_in_name, server_name};
use crate::sanitize::Untrusted;

/// Files, numbered by server and then from the newest to the oldest.
pub(super) struct Places<'r> {
    pub(super) files: Vec<&'r Untrusted>,
    pub(super) servers: Vec<Server>,
    numbers: HashMap<&'r Untrusted, (usize, usize)>,
}

/// The snapshots of a server.
pub(super) struct Server {
    /// The path of its snapshots, with `*` for dates.
    pub(super) name: Untrusted,
    /// The numbers of its files.
    pub(super) files: Range<usize>,
}

impl<'r> Places<'r> {
    #[expect(clippy::disallowed_methods, reason = "names of servers are untrusted again")]
    pub(super) fn new(files: impl Iterator<Item = &'r Untrusted>) -> Self {
        let files: HashSet<&Untrusted> = files.collect();
        let mut sorted: Vec<_> = files
            .into_iter()
            .map(|file| {
                let name = file.raw();
                (server_name(name), Reverse((date_in_name(name), name)), file)
            })
            .collect();
        sorted.sort_unstable();
        let mut locations =
            Self { files: Vec::new(), servers: Vec::new(), numbers: HashMap::new() };
        for of_server in sorted.chunk_by(|one, next| one.0 == next.0) {
            let first = locations.files.len();
            for (at, (.., file)) in of_server.iter().enumerate() {
                locations.files.push(file);
                locations.numbers.insert(file, (locations.servers.len(), first + at));
            }
            let name = of_server[0].0.as_str().into();
            locations.servers.push(Server { name, files: first..locations.files.len() });
        }
        locations
    }

    /// Returns the numbers of the server and of the file.
    pub(super) fn of(&self, file: &Untrusted) -> Option<(usize, usize)> {
        self.numbers.get(file).copied()
    }
}
