//! What has been made of a response so far.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use fastrand::Rng;
use serde_json::Value;

use super::systems::System;

/// The lists of a response that grow with its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    BootFiles,
    Bundles,
    Configs,
    Drivers,
    Scripts,
    Images,
    Software,
    Unattends,
}

impl List {
    /// Every list.
    pub const ALL: [List; 8] = [
        List::BootFiles,
        List::Bundles,
        List::Configs,
        List::Drivers,
        List::Scripts,
        List::Images,
        List::Software,
        List::Unattends,
    ];

    /// The attribute that holds the list.
    pub fn key(self) -> &'static str {
        match self {
            List::BootFiles => "bootFiles",
            List::Bundles => "bundleFiles",
            List::Configs => "customConfigFiles",
            List::Drivers => "driverFiles",
            List::Scripts => "installScriptFiles",
            List::Images => "items",
            List::Software => "softwareFiles",
            List::Unattends => "unattendFiles",
        }
    }
}

/// How much there is to an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Few profiles and files, so that a small response holds several images.
    Sparse,
    /// As many as on a server in use.
    Full,
}

/// The ids of the files that profiles of one release can use.
#[derive(Debug, Default)]
pub struct Stock {
    pub bundles: Vec<String>,
    pub drivers: Vec<String>,
    /// The custom files that several profiles may use, by the list they are in.
    pub shared: BTreeMap<List, Vec<String>>,
    /// How many images of this release there are.
    pub images: usize,
}

/// A response in the making.
pub struct Builder {
    pub rng: Rng,
    pub detail: Detail,
    pub stocks: BTreeMap<(System, &'static str), Stock>,
    /// The bytes on one line of everything that was pushed.
    pub bytes: usize,
    /// The number of custom files, which keeps their ids apart.
    pub custom_files: u32,
    lists: BTreeMap<List, Vec<Value>>,
}

impl Builder {
    /// A builder that has made nothing yet.
    pub fn new(rng: Rng, detail: Detail) -> Self {
        Builder {
            rng,
            detail,
            stocks: BTreeMap::new(),
            bytes: 0,
            custom_files: 0,
            lists: List::ALL.map(|list| (list, Vec::new())).into(),
        }
    }

    /// Adds an entry to a list.
    pub fn push(&mut self, list: List, entry: Value) {
        // The comma after the entry counts too.
        self.bytes += entry.to_string().len() + 1;
        self.lists.entry(list).or_default().push(entry);
    }

    /// Names the unattend file in the settings file that was pushed last.
    pub fn associate_last_config(&mut self, unattend_id: &str) {
        if let Some(config) = self.lists.get_mut(&List::Configs).and_then(|list| list.last_mut()) {
            config["associatedFileId"] = Value::from(unattend_id);
            self.bytes += unattend_id.len();
        }
    }

    /// How many entries a list has.
    pub fn count(&self, list: List) -> usize {
        self.lists.get(&list).map_or(0, Vec::len)
    }

    /// The sum of the sizes of a list's entries.
    pub fn total_size(&self, list: List) -> u64 {
        let entries = self.lists.get(&list).into_iter().flatten();
        entries.filter_map(|entry| entry.get("size").and_then(Value::as_u64)).sum()
    }

    /// The files of a release.
    pub fn stock(&mut self, system: System, release: &'static str) -> &mut Stock {
        self.stocks.entry((system, release)).or_default()
    }

    /// A number from the first range for sparse images, from the second for full ones.
    pub fn amount(&mut self, sparse: RangeInclusive<usize>, full: RangeInclusive<usize>) -> usize {
        match self.detail {
            Detail::Sparse => self.rng.usize(sparse),
            Detail::Full => self.rng.usize(full),
        }
    }

    /// The lists that were made.
    pub fn into_lists(self) -> BTreeMap<List, Vec<Value>> {
        self.lists
    }
}
