//! The text of a shared design inside a picture of it, and found there again: `metadata` of an SVG, a text chunk of a PNG.

use super::MAX_LINK;
use crate::interchange::save::LoadError;
use crate::text;
use crate::text::Text;

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
/// The keyword of the chunk.
const KEYWORD: &[u8] = b"portico";
const OPEN: &str = "<metadata id=\"portico\">";
const CLOSE: &str = "</metadata>";

fn fail<T>(message: Text) -> Result<T, LoadError> {
    Err(LoadError::new("", message))
}

/// Of what lies so many bytes into the picture.
fn fail_at<T>(byte: usize, message: Text) -> Result<T, LoadError> {
    Err(LoadError::told(text!("byte {n}", n = byte), message))
}

/// The picture with the text in it, before its end. The text is a link's: nothing in it is markup.
pub fn into_svg(picture: &str, text: &str) -> String {
    let at = picture.rfind("</svg>").unwrap_or(picture.len());
    let (before, after) = picture.split_at(at);
    format!("{before}{OPEN}{text}{CLOSE}{after}")
}

/// The text in a picture.
pub fn from_svg(picture: &str) -> Result<String, LoadError> {
    let Some((_, after)) = picture.rsplit_once(OPEN) else {
        return fail(text!("this picture holds no Portico design: it was not saved from here, or another program left the design out"));
    };
    match after.split_once(CLOSE) {
        Some((text, _)) if text.len() <= MAX_LINK => Ok(text.trim().into()),
        _ => Err(LoadError::new("metadata", text!("the design in this picture is cut off"))),
    }
}

/// Whether these bytes begin as a PNG does.
pub fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE)
}

/// The picture with the text in a chunk before its end. [PNG, Third Edition: tEXt]
pub fn into_png(picture: &[u8], text: &str) -> Result<Vec<u8>, LoadError> {
    let mut out = SIGNATURE.to_vec();
    let mut done = false;
    for chunk in Chunks::of(picture)? {
        let chunk = chunk?;
        if chunk.kind == *b"IEND" {
            let mut data = KEYWORD.to_vec();
            data.push(0);
            data.extend_from_slice(text.as_bytes());
            Chunk { kind: *b"tEXt", data: &data, at: 0 }.write(&mut out);
            done = true;
        }
        chunk.write(&mut out);
    }
    if done { Ok(out) } else { fail_at(picture.len(), text!("this picture is cut off")) }
}

/// The text in a picture: of a chunk whose sum is right.
pub fn from_png(picture: &[u8]) -> Result<String, LoadError> {
    let mut ended = false;
    for chunk in Chunks::of(picture)? {
        let chunk = chunk?;
        ended |= chunk.kind == *b"IEND";
        let Some(text) = chunk.data.strip_prefix(KEYWORD).and_then(|d| d.strip_prefix(&[0])) else { continue };
        if chunk.kind == *b"tEXt" {
            return match std::str::from_utf8(text) {
                Ok(text) if text.len() <= MAX_LINK => Ok(text.into()),
                _ => fail_at(chunk.at, text!("the design in this picture is damaged")),
            };
        }
    }
    if ended {
        fail(text!("this picture holds no Portico design: it was not saved from here, or another program left the design out"))
    } else {
        fail_at(picture.len(), text!("this picture is cut off"))
    }
}

struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
    at: usize,
}

impl Chunk<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&u32::try_from(self.data.len()).unwrap_or(u32::MAX).to_be_bytes());
        out.extend_from_slice(&self.kind);
        out.extend_from_slice(self.data);
        out.extend_from_slice(&sum(&self.kind, self.data).to_be_bytes());
    }
}

/// The chunks of a picture, each with its sum checked; nothing after `IEND`.
struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
    ended: bool,
}

impl<'a> Chunks<'a> {
    fn of(picture: &'a [u8]) -> Result<Self, LoadError> {
        if is_png(picture) { Ok(Self { bytes: picture, at: SIGNATURE.len(), ended: false }) } else { fail_at(1, text!("this is no PNG")) }
    }

    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(n)?;
        let part = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(part)
    }

    fn chunk(&mut self) -> Option<(Chunk<'a>, u32)> {
        let at = self.at;
        let len = number(self.take(4)?)?;
        let kind = <[u8; 4]>::try_from(self.take(4)?).ok()?;
        let data = self.take(usize::try_from(len).ok()?)?;
        let said = number(self.take(4)?)?;
        Some((Chunk { kind, data, at }, said))
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Result<Chunk<'a>, LoadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended || self.at >= self.bytes.len() {
            return None;
        }
        let at = self.at;
        let Some((chunk, said)) = self.chunk() else {
            self.ended = true;
            return Some(fail_at(at + 1, text!("this picture is cut off")));
        };
        self.ended = chunk.kind == *b"IEND";
        if sum(&chunk.kind, chunk.data) != said {
            self.ended = true;
            return Some(fail_at(at + 1, text!("this picture is damaged: a part of it does not match its own check sum")));
        }
        Some(Ok(chunk))
    }
}

fn number(bytes: &[u8]) -> Option<u32> {
    <[u8; 4]>::try_from(bytes).ok().map(u32::from_be_bytes)
}

/// CRC-32 of a chunk's kind and data. [PNG, Third Edition: CRC algorithm]
fn sum(kind: &[u8], data: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for b in kind.iter().chain(data) {
        crc ^= u32::from(*b);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}
