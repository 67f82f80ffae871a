//! The entries of a zip archive: by its central directory, if the local headers agree with it.

use std::io::{self, Read, Seek};

use flate2::read::DeflateDecoder;
use rawzip::extra_fields::ExtraFieldId;
use rawzip::{
    CompressionMethod, EntryFlags, RECOMMENDED_BUFFER_SIZE, RangeReader, ReaderAt, ZipArchive,
    ZipArchiveEntryWayfinder, ZipFileHeaderRecord, ZipLocalFileHeader,
};

use super::{Content, Limits, Reader, Stop, broken};
use crate::source::shown_bytes;

/// The length of a central directory record without its name, extra fields and comment, in bytes.
const RECORD: u64 = 46;
/// The length of the end-of-central-directory record without its comment, in bytes.
const END: usize = 22;
/// The length of the zip64 end record and locator that precede it, in bytes.
const END64: usize = 56 + 20;

/// The file type bits of a Unix mode.
const KINDS: u32 = 0o170_000;
const PLAIN: u32 = 0o100_000;

/// A record of the central directory.
struct Record {
    name: Vec<u8>,
    shown: String,
    flags: EntryFlags,
    method: CompressionMethod,
    crc: u32,
    offset: u64,
    offsets: ZipArchiveEntryWayfinder,
    /// Whether the Unix mode marks a link or a device.
    is_special: bool,
    has_other_name: bool,
}

impl Reader<'_> {
    pub(super) fn zip(
        &mut self,
        reader: impl Read + Seek,
        length: u64,
        most: Limits,
    ) -> Result<(), Stop> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = ZipArchive::from_seekable(reader, &mut buffer).map_err(broken)?;
        let records = records(&archive, length, &mut buffer)?;
        check_layout(&archive, &records)?;
        let mut left = most.all;
        for record in &records {
            let Record { shown, offsets, .. } = record;
            if record.name.ends_with(b"/") {
                // Some programs compress empty content, which takes two bytes.
                if offsets.uncompressed_size_hint() != 0 || offsets.compressed_size_hint() > 2 {
                    self.fail(shown, "folder with content skipped")?;
                }
                continue;
            }
            let mut read = |bytes: &mut Vec<u8>| {
                let entry = archive.get_entry(*offsets).map_err(io::Error::other)?;
                let most = most.entry.min(left);
                let is_all = match record.method {
                    CompressionMethod::STORE => {
                        let mut reader = entry.verifying_reader(entry.reader());
                        reader.by_ref().take(most + 1).read_to_end(bytes)?;
                        bytes.len() as u64 <= most
                    }
                    _ => {
                        let decoder = DeflateDecoder::new(entry.reader());
                        let mut reader = entry.verifying_reader(decoder);
                        reader.by_ref().take(most + 1).read_to_end(bytes)?;
                        let is_all = bytes.len() as u64 <= most;
                        if is_all
                            && reader.into_inner().total_in() != offsets.compressed_size_hint()
                        {
                            return Err(io::Error::other("extra data follows the compressed data"));
                        }
                        is_all
                    }
                };
                left = left.saturating_sub(bytes.len() as u64);
                Ok(is_all)
            };
            let content = match record.unsupported() {
                Some(why) => Content::NotRead(why),
                None => Content::File(&mut read),
            };
            self.entry(shown, content)?;
        }
        Ok(())
    }
}

impl Record {
    fn new(header: &ZipFileHeaderRecord<'_>) -> Self {
        let name = header.file_path().as_ref().to_vec();
        let kind = header.external_attributes() >> 16 & KINDS;
        Self {
            shown: shown_bytes(&name),
            flags: header.flags(),
            method: header.compression_method(),
            crc: header.crc32(),
            offset: header.local_header_offset(),
            offsets: header.wayfinder(),
            is_special: kind != 0 && kind != PLAIN,
            has_other_name: has_other_name(header.extra_fields(), &name),
            name,
        }
    }

    /// Returns why the content is not read. `None` if it is.
    fn unsupported(&self) -> Option<&'static str> {
        let flags = self.flags;
        if flags.is_encrypted() || flags.has_strong_encryption() || flags.is_masked() {
            return Some("encrypted entry skipped");
        }
        if self.is_special {
            return Some("symbolic link or device skipped");
        }
        let is_supported =
            matches!(self.method, CompressionMethod::STORE | CompressionMethod::DEFLATE);
        (!is_supported).then_some("entry with an unsupported compression method skipped")
    }

    fn wrong(&self, why: &str) -> Stop {
        broken(format!("entry {} {why}", self.shown))
    }

    /// Checks that the local header agrees, since some programs only read local headers.
    fn check_local(&self, local: &ZipLocalFileHeader<'_>) -> Result<(), Stop> {
        let is_later = self.flags.has_data_descriptor();
        let same = |here: u64, there: u64| here == there || is_later && there == 0;
        let is_same = local.file_path().as_ref() == self.name
            && local.compression_method() == self.method
            && local.flags() == self.flags
            && same(self.crc.into(), local.crc32().into())
            && same(self.offsets.compressed_size_hint(), local.compressed_size_hint())
            && same(self.offsets.uncompressed_size_hint(), local.uncompressed_size_hint());
        if !is_same {
            return Err(self.wrong("has a local header that differs from the central directory"));
        }
        if self.has_other_name || has_other_name(local.extra_fields(), &self.name) {
            return Err(self.wrong("has two names"));
        }
        Ok(())
    }

    /// Returns all forms of the data descriptor, which follows the data if the header was written
    /// first.
    fn descriptors(&self) -> impl Iterator<Item = Vec<u8>> {
        let sizes = [self.offsets.compressed_size_hint(), self.offsets.uncompressed_size_hint()];
        let crc = self.crc.to_le_bytes();
        let short = sizes.map(|size| (size as u32).to_le_bytes()).concat();
        let long = sizes.map(u64::to_le_bytes).concat();
        [short, long].into_iter().flat_map(move |sizes| {
            let plain = [&crc[..], &sizes].concat();
            [[b"PK\x07\x08", &plain[..]].concat(), plain]
        })
    }
}

/// Returns whether an entry has a different Unicode name, which some programs prefer.
fn has_other_name(mut fields: rawzip::extra_fields::ExtraFields<'_>, name: &[u8]) -> bool {
    // A version and a checksum precede the name.
    fields.any(|(id, field)| {
        id == ExtraFieldId::INFO_ZIP_UNICODE_PATH && field.get(5..) != Some(name)
    })
}

/// Returns the records of the central directory, which must end where the end record begins.
fn records<R: ReaderAt>(
    archive: &ZipArchive<R>,
    length: u64,
    buffer: &mut [u8],
) -> Result<Vec<Record>, Stop> {
    if archive.end_offset() != length {
        return Err(broken("extra data follows the end record"));
    }
    let mut records = Vec::new();
    let mut end = archive.directory_offset();
    let mut entries = archive.entries(buffer);
    while let Some(header) = entries.next_entry().map_err(broken)? {
        let extra = header.extra_fields().remaining_bytes().len();
        let variable =
            header.file_path().as_ref().len() + extra + header.comment().as_bytes().len();
        end = header.central_directory_offset() + RECORD + variable as u64;
        records.push(Record::new(&header));
    }
    let directory = (archive.directory_offset(), end, records.len() as u64);
    if !is_end(archive, directory)? {
        return Err(broken("the end record does not match the central directory"));
    }
    Ok(records)
}

/// Returns whether the end record is consistent with the central directory: its start, its end and
/// its number of records.
fn is_end<R: ReaderAt>(
    archive: &ZipArchive<R>,
    (begin, end, count): (u64, u64, u64),
) -> Result<bool, Stop> {
    let at = archive.eocd_offset();
    let bytes = bytes_at(archive, at, END)?;
    let short = |from: usize| u64::from(u16::from_le_bytes([bytes[from], bytes[from + 1]]));
    let long = |from: usize| short(from) | short(from + 2) << 16;
    let is_plain = end == at;
    // Values that do not fit are only in the zip64 record.
    let same16 = |value: u64, expected| value == expected || !is_plain && value == 0xFFFF;
    let same32 = |value: u64, expected| value == expected || !is_plain && value == 0xFFFF_FFFF;
    let is_same = [4, 6].into_iter().all(|disk| same16(short(disk), 0))
        && [8, 10].into_iter().all(|number| same16(short(number), count))
        && same32(long(12), end - begin)
        && same32(long(16), begin);
    if is_plain || !is_same {
        return Ok(is_same);
    }
    if end + END64 as u64 != at {
        return Ok(false);
    }
    let bytes = bytes_at(archive, end, END64)?;
    let words =
        |words: &[u64]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
    Ok(bytes[..12] == *b"PK\x06\x06\x2C\0\0\0\0\0\0\0"
        // Two version numbers are in between.
        && bytes[16..24] == [0; 8]
        && bytes[24..56] == *words(&[count, count, end - begin, begin])
        && bytes[56..64] == *b"PK\x06\x07\0\0\0\0"
        && bytes[64..72] == *words(&[end])
        && bytes[72] <= 1
        && bytes[73..] == [0; 3])
}

/// Checks that entries follow each other from the start of the file to the central directory, so
/// that no program finds an entry that the directory does not list.
fn check_layout<R: ReaderAt>(archive: &ZipArchive<R>, records: &[Record]) -> Result<(), Stop> {
    let mut ordered: Vec<&Record> = records.iter().collect();
    ordered.sort_by_key(|record| record.offset);
    let mut buffer = vec![0; 2 * usize::from(u16::MAX)];
    let mut end = 0;
    for (index, record) in ordered.iter().enumerate() {
        if record.offset != end {
            return Err(record.wrong("does not follow the previous entry"));
        }
        let entry = archive.get_entry(record.offsets).map_err(broken)?;
        record.check_local(&entry.local_header(&mut buffer).map_err(broken)?)?;
        end = entry.compressed_data_range().1;
        if record.flags.has_data_descriptor() {
            let next =
                ordered.get(index + 1).map_or(archive.directory_offset(), |next| next.offset);
            let gap = next.checked_sub(end).filter(|gap| *gap <= 24);
            let gap =
                gap.ok_or_else(|| record.wrong("does not end where the next entry begins"))?;
            let bytes = bytes_at(archive, end, gap as usize)?;
            if !record.descriptors().any(|descriptor| descriptor == bytes) {
                return Err(
                    record.wrong("has a data descriptor that differs from the central directory")
                );
            }
            end = next;
        }
    }
    if end != archive.directory_offset() {
        return Err(broken("extra data precedes the central directory"));
    }
    Ok(())
}

fn bytes_at<R: ReaderAt>(archive: &ZipArchive<R>, at: u64, count: usize) -> Result<Vec<u8>, Stop> {
    let mut bytes = vec![0; count];
    let end = at.saturating_add(count as u64);
    RangeReader::new(archive.get_ref(), at..end).read_exact(&mut bytes).map_err(broken)?;
    Ok(bytes)
}
