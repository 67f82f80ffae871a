//! Archives: whatever the bytes, entries come out under names that lead nowhere, each once, or it is said why
//! not; and what another library finds in a zip archive that was read without a word is all there.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use osready::input::{Filter, entries_in_memory, read_bytes};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::input::packed;
use super::samples::SAMPLES;
use super::variant;

/// Bytes as an archive of some kind, or as what is packed in one.
pub fn run(data: &[u8]) {
    let (variant, rest) = variant(data);
    let zstd = |bytes| compress_to_vec(bytes, CompressionLevel::Fastest);
    let (name, bytes) = match variant % 6 {
        0 => ("a.tar", rest.to_vec()),
        1 => ("a.tgz", rest.to_vec()),
        2 => ("a.tgz", packed(rest)),
        3 => ("a.tar.zst", rest.to_vec()),
        4 => ("a.tar.zst", zstd(rest)),
        _ => ("a.zip", rest.to_vec()),
    };
    let found = entries_in_memory(name, bytes.clone(), &Filter::default());
    let mut read = BTreeMap::new();
    let mut is_whole = true;
    for entry in &found {
        match entry {
            Ok(source) => {
                let inner = source.name.strip_prefix(name).and_then(|rest| rest.strip_prefix('!'));
                let inner = inner.expect("it is named by its archive").to_owned();
                assert!(!inner.split(['/', '\\']).any(|step| step == ".."), "{inner}");
                assert!(!inner.starts_with(['/', '\\']) && !inner.contains('\0'), "{inner}");
                let earlier = read.insert(inner.clone(), read_bytes(source).expect("it is held"));
                assert_eq!(earlier, None, "{inner} came twice");
            }
            Err(failure) => {
                is_whole = false;
                assert!(!failure.message.is_empty() && failure.file.starts_with(name));
            }
        }
    }
    if is_whole && name == "a.zip" {
        assert_read_by_another(bytes, &read);
    }
}

/// Whether another library, where it can read all of a zip archive, finds nothing more in it.
fn assert_read_by_another(bytes: Vec<u8>, read: &BTreeMap<String, Vec<u8>>) {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return };
    for index in 0..archive.len() {
        let Ok(mut entry) = archive.by_index(index) else { return };
        let Ok(name) = entry.name().map(std::borrow::Cow::into_owned) else { return };
        let mut content = Vec::new();
        let is_response = name.strip_suffix(".json").is_some() && entry.is_file();
        if !is_response || entry.read_to_end(&mut content).is_err() {
            continue;
        }
        assert_eq!(read.get(&name), Some(&content), "{name}");
    }
}

/// Archives that are whole, each with the byte that says its kind.
pub fn seeds() -> Vec<Vec<u8>> {
    let response = SAMPLES[0].as_bytes();
    let entries = [("d/rack7.json", response), ("notes.txt", b"text"), ("e.json", b"{}")];
    let mut tar = Vec::new();
    for kind in *b"0\x0075SxgLV" {
        let (name, content): (&[u8], &[u8]) = match kind {
            b'x' | b'g' => (b"pax", b"17 path=f.json\n14 comment=ab\n"),
            b'L' => (b"long", b"g.json\0"),
            b'5' => (b"d/", b""),
            b'V' => (b"label", b""),
            _ => (entries[tar.len() % 3].0.as_bytes(), response),
        };
        tar.push(block(kind, name, content));
    }
    let whole = [&tar.concat()[..], &[0; 1024]].concat();
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (index, (name, content)) in entries.into_iter().enumerate() {
        let method = [zip::CompressionMethod::Deflated, zip::CompressionMethod::Stored][index % 2];
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        archive.start_file(name, options).expect("memory takes all");
        archive.write_all(content).expect("memory takes all");
    }
    let zip = archive.finish().expect("memory takes all").into_inner();
    let zstd = compress_to_vec(&*whole, CompressionLevel::Fastest);
    let ended = tar.iter().map(|entry| [&entry[..], &[0; 1024]].concat());
    let mut seeds: Vec<Vec<u8>> = ended.map(|bytes| [vec![0], bytes].concat()).collect();
    for (kind, bytes) in
        [(0, &whole), (1, &packed(&whole)), (2, &whole), (3, &zstd), (4, &whole), (5, &zip)]
    {
        seeds.push([&[kind], &bytes[..]].concat());
    }
    seeds
}

/// An entry of a tar archive.
fn block(kind: u8, name: &[u8], content: &[u8]) -> Vec<u8> {
    let mut header = [0; 512];
    header[..name.len()].copy_from_slice(name);
    header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
    header[148..156].fill(b' ');
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar  \0");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let padding = content.len().next_multiple_of(512) - content.len();
    [&header[..], content, &vec![0; padding]].concat()
}
