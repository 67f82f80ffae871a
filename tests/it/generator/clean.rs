//! Builds a response as a healthy server sends it: nothing in it contradicts the documentation, and
//! the usual peculiarities of real servers are there.

mod builder;
mod drivers;
mod files;
mod images;
mod options;
mod supported;
mod systems;
mod texts;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::Size;
use builder::{Builder, Detail, List};
use systems::System;

/// The fewest images of a response whose size is given in bytes.
const FEWEST_IMAGES: usize = 3;

/// Responses smaller than this have sparse images, so that they hold several.
const SPARSE_BELOW: usize = 200_000;

/// Builds a clean response.
pub fn response(seed: u64, size: Size) -> Value {
    let mut rng = Rng::with_seed(seed);
    let frame = frame(&mut rng);
    let detail = match size {
        Size::Bytes(bytes) if bytes < SPARSE_BELOW => Detail::Sparse,
        _ => Detail::Full,
    };
    let mut builder = Builder::new(rng, detail);
    builder.bytes = Value::Object(frame.clone()).to_string().len() + length_of_list_names();
    builder.add_predefined_boot_files();
    if detail == Detail::Full {
        builder.add_predefined_unattend_files();
    }
    match size {
        Size::Images(count) => (0..count).for_each(|_| builder.add_image()),
        Size::Bytes(bytes) => fill(&mut builder, bytes),
    }
    finish(frame, builder)
}

/// Adds images, then drivers, until the response has about that many bytes.
fn fill(builder: &mut Builder, bytes: usize) {
    /// About half the length of a driver.
    const ROUNDING: usize = 180;
    let start = builder.bytes;
    loop {
        let images = builder.count(List::Images);
        let average = (builder.bytes - start) / images.max(1);
        if images >= FEWEST_IMAGES && builder.bytes + average * 2 > bytes {
            break;
        }
        builder.add_image();
    }
    let releases: Vec<(System, &'static str)> =
        builder.stocks.keys().filter(|(system, _)| *system != System::Ubuntu).copied().collect();
    for (system, release) in releases.into_iter().cycle() {
        if builder.bytes + ROUNDING > bytes {
            break;
        }
        builder.add_driver(system, release);
    }
}

/// What a response has besides its lists of files and images.
fn frame(rng: &mut Rng) -> Map<String, Value> {
    let mut frame = Map::new();
    frame.insert("diskUsage".to_owned(), disk_usage([0; 7]));
    frame.insert("isAuthorized".to_owned(), json!(true));
    let refreshed = if rng.bool() { "2025-02-11T04:30:00Z" } else { "" };
    frame.insert("lastRefreshed".to_owned(), json!(refreshed));
    frame.insert("number".to_owned(), json!(0));
    frame.insert("predefinedMacros".to_owned(), supported::predefined_macros());
    frame.insert("supportedImages".to_owned(), supported::supported_images(rng));
    if rng.bool() {
        frame.insert("messages".to_owned(), json!([]));
        frame.insert("result".to_owned(), json!("success"));
    }
    frame
}

/// The bytes on one line that the names of the lists and their brackets take.
fn length_of_list_names() -> usize {
    List::ALL.iter().map(|list| format!("\"{}\":[],", list.key()).len()).sum()
}

/// Puts the lists into the frame, and the numbers that follow from them.
fn finish(mut frame: Map<String, Value>, builder: Builder) -> Value {
    let count = |list| builder.count(list) as u64;
    let parts = [
        builder.total_size(List::BootFiles),
        count(List::Configs) * 8,
        count(List::Drivers) * 2_210,
        builder.total_size(List::Images),
        count(List::Scripts) * 5,
        builder.total_size(List::Software),
        count(List::Unattends) * 9,
    ];
    frame.insert("diskUsage".to_owned(), disk_usage(parts));
    frame.insert("number".to_owned(), json!(builder.count(List::Images)));
    for (list, entries) in builder.into_lists() {
        frame.insert(list.key().to_owned(), Value::Array(entries));
    }
    Value::Object(frame)
}

/// The disk space of each part, in the order of the attributes' names, and the total.
fn disk_usage(parts: [u64; 7]) -> Value {
    let [boot, config, driver, image, script, software, unattend] = parts;
    json!({
        "bootFileDiskUsage": boot,
        "configFileDiskUsage": config,
        "deviceDriverDiskUsage": driver,
        "osImageDiskUsage": image,
        "scriptFileDiskUsage": script,
        "softwareFileDiskUsage": software,
        "totalDiskUsage": parts.iter().sum::<u64>(),
        "unattendFileDiskUsage": unattend,
    })
}
