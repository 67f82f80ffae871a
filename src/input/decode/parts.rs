//! Decoding of a file whose parts have different encodings.

use encoding_rs::WINDOWS_1252;

use super::{Decoded, Decoding, Encoding, is_every_other_zero};

/// The number of bytes without a zero byte after which a UTF-16 text ends: more than a word has in a
/// script whose code units look like two letters.
const PLAIN_BYTES: usize = 24;

/// The maximum share of bytes that are not text, as one in this many.
const MIN_TEXT_PER_BINARY_BYTE: usize = 10;

/// Decodes `bytes` without a byte order mark, which begin in the encoding `first`.
pub(super) fn decode(bytes: &[u8], first: Encoding) -> Result<Decoded, String> {
    let mut decoder = Decoder {
        bytes,
        at: 0,
        decoded: Decoded {
            text: String::with_capacity(bytes.len()),
            decoding: Decoding::default(),
        },
        binary: 0,
    };
    let mut encoding = first;
    let mut encodings = 0;
    while decoder.at < bytes.len() {
        encodings += 1;
        encoding = match encoding {
            Encoding::Utf8 => decoder.plain(),
            Encoding::Utf16Low => decoder.utf16(u16::from_le_bytes),
            Encoding::Utf16High => decoder.utf16(u16::from_be_bytes),
        };
    }
    if decoder.binary * MIN_TEXT_PER_BINARY_BYTE > bytes.len() {
        return Err(not_text(bytes));
    }
    decoder.decoded.decoding.is_mixed = encodings > 1;
    Ok(decoder.decoded)
}

fn not_text(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(_) => "it contains NUL bytes: it is not text, or the disk was full when it was \
                  written; save the response again"
            .to_owned(),
        Err(error) => format!(
            "not valid UTF-8 (first invalid byte at offset {}); save the file as UTF-8",
            error.valid_up_to()
        ),
    }
}

struct Decoder<'b> {
    bytes: &'b [u8],
    at: usize,
    decoded: Decoded,
    /// The number of bytes that are not text.
    binary: usize,
}

impl Decoder<'_> {
    /// Decodes up to the next part in UTF-16. Returns the encoding of that part.
    fn plain(&mut self) -> Encoding {
        let (end, next) = self.plain_end();
        let part = &self.bytes[self.at..end];
        self.at = end;
        match str::from_utf8(part) {
            Ok(text) => self.decoded.text.push_str(text),
            Err(_) => part.split_inclusive(|byte| *byte == b'\n').for_each(|line| self.line(line)),
        }
        next
    }

    /// Returns the end of the part at the current offset, which is not in UTF-16, and the encoding of the next
    /// part.
    fn plain_end(&mut self) -> (usize, Encoding) {
        let mut from = self.at;
        loop {
            let rest = &self.bytes[from..];
            let zero = memchr::memchr(0, rest).unwrap_or(rest.len());
            let mark = memchr::memchr2_iter(0xFE, 0xFF, &rest[..zero])
                .find(|at| matches!(rest[*at..], [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..]));
            if let Some(mark) = mark {
                let is_low = rest[mark] == 0xFF;
                return (
                    from + mark,
                    if is_low { Encoding::Utf16Low } else { Encoding::Utf16High },
                );
            }
            if zero == rest.len() {
                return (self.bytes.len(), Encoding::Utf8);
            }
            if zero > 0 && is_every_other_zero(&rest[zero - 1..], 1) {
                return (from + zero - 1, Encoding::Utf16Low);
            }
            if is_every_other_zero(&rest[zero..], 0) {
                return (from + zero, Encoding::Utf16High);
            }
            // Zero bytes that belong to no encoding.
            let zeros = rest[zero..].iter().take_while(|byte| **byte == 0).count();
            self.binary += zeros;
            self.note_lost();
            from += zero + zeros;
        }
    }

    /// Decodes one line as UTF-8, or else as Windows-1252.
    fn line(&mut self, line: &[u8]) {
        if let Ok(text) = str::from_utf8(line) {
            self.decoded.text.push_str(text);
            return;
        }
        let is_control = |byte: &&u8| matches!(**byte, 0..=8 | 14..=26 | 0x7F);
        let is_undefined = |byte: &&u8| matches!(**byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D);
        let binary = line.iter().filter(|byte| is_control(byte) || is_undefined(byte)).count();
        if binary > 0 {
            self.binary += binary;
            self.note_lost();
            self.decoded.text.push_str(&String::from_utf8_lossy(line));
            return;
        }
        let start = self.decoded.text.len();
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(line);
        self.decoded.text.push_str(&text);
        self.decoded.decoding.windows_1252.push(start..self.decoded.text.len());
    }

    /// Decodes up to the next part that is not in UTF-16. Returns the encoding of that part.
    fn utf16(&mut self, unit: fn([u8; 2]) -> u16) -> Encoding {
        let rest = &self.bytes[self.at..];
        let mut end = 0;
        while let Some(pair) = rest[end..].first_chunk() {
            // The byte order mark of the other byte order begins a part of its own.
            let code = unit(*pair);
            if code == 0xFFFE || is_swapped(code, &rest[end..]) || is_plain(&rest[end..]) {
                break;
            }
            end += 2;
        }
        let units = rest[..end].as_chunks::<2>().0.iter().map(|pair| unit(*pair));
        for character in char::decode_utf16(units) {
            if character.is_err() {
                self.binary += 2;
                self.note_lost();
            }
            self.decoded.text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        if rest.len() - end == 1 {
            // Half a character at the end of a truncated file.
            self.binary += 1;
            end += 1;
        }
        self.at += end;
        Encoding::Utf8
    }

    fn note_lost(&mut self) {
        self.decoded.decoding.first_lost.get_or_insert(self.decoded.text.len());
    }
}

fn is_ascii_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..0x7F)
}

/// Returns whether the unit `code`, whose bytes begin `bytes`, begins a part in the other byte order.
fn is_swapped(code: u16, bytes: &[u8]) -> bool {
    let first = usize::from(bytes.first() != Some(&0));
    // A few units may be anything.
    let is_long = bytes.len() >= PLAIN_BYTES;
    is_long && code != 0 && code.to_le_bytes()[0] == 0 && is_every_other_zero(bytes, first)
}

/// Returns whether `bytes` in a UTF-16 text begin a part that is not in UTF-16.
fn is_plain(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let head = &bytes[..bytes.len().min(PLAIN_BYTES)];
    let is_long = head.len() == PLAIN_BYTES || head.contains(&b'}');
    is_long && head.iter().all(|byte| is_ascii_text(*byte))
}
