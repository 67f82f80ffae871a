//! Decompression of all zstd frames of a file.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// A reader that decompresses the frames of a file one after the other. `zstd` writes several
/// frames when it runs in parallel, and concatenated files contain several.
pub(super) struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    /// Whether the current frame is incomplete.
    is_in_frame: bool,
}

impl<R: BufRead> Frames<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, decoder: FrameDecoder::new(), is_in_frame: false }
    }

    /// Begins the next frame, and returns whether there is one.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped = (&mut self.source).take(length);
                    if io::copy(&mut { skipped }, &mut io::sink())? < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    /// Completes a frame and verifies its checksum.
    fn end(&self) -> io::Result<()> {
        let expected = self.decoder.get_checksum_from_data();
        if expected.is_some() && expected != self.decoder.get_calculated_checksum() {
            return Err(io::Error::other("checksum mismatch in a frame"));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if to.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.is_in_frame {
                self.is_in_frame = self.begin()?;
                if !self.is_in_frame {
                    return Ok(0);
                }
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let step = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.source, step).map_err(io::Error::other)?;
            }
            let count = self.decoder.read(to)?;
            if count > 0 {
                return Ok(count);
            }
            self.end()?;
            self.is_in_frame = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn unpacked(bytes: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        Frames::new(bytes).read_to_string(&mut text).map(|_| text)
    }

    fn frame(text: &str) -> Vec<u8> {
        compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
    }

    #[test]
    fn reads_all_frames_but_skippable_ones() {
        let skippable = |content: &[u8]| {
            [b"\x5A\x2A\x4D\x18", &(content.len() as u32).to_le_bytes()[..], content].concat()
        };
        let long = "0123456789".repeat(40_000);
        let all =
            [skippable(b"x"), frame("a"), frame(""), skippable(&[]), frame(&long), skippable(b"")];
        assert_eq!(unpacked(&all.concat()).unwrap(), format!("a{long}"));
        assert_eq!(unpacked(b"").unwrap(), "");
    }

    #[test]
    fn rejects_invalid_frames() {
        let whole = [frame("a"), frame("b")].concat();
        for bytes in [
            [&whole[..], b"x"].concat(),
            [&whole[..], &[0; 8]].concat(),
            [&whole[..], b"\x50\x2A\x4D\x18\x09\0\0\0short"].concat(),
            whole[..whole.len() - 1].to_vec(),
            whole[1..].to_vec(),
        ] {
            assert!(unpacked(&bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn rejects_a_wrong_checksum() {
        let mut frame = frame("some text that is long enough");
        let last = frame.len() - 1;
        frame[last] ^= 1;
        assert!(unpacked(&frame).is_err());
    }
}
