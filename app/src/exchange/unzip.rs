//! What is in a zip archive: names and where their bytes are. Bounded, and nothing is trusted. [APPNOTE.TXT, central directory]

use portico_core::text;
use portico_core::text::{Text, code};

/// Files of one archive.
const MOST: usize = 20_000;

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    /// Whether its bytes are deflated; else they are as they were.
    pub deflated: bool,
    pub bytes: std::ops::Range<usize>,
}

pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The files, those that systems put beside people's files left out.
pub fn entries(bytes: &[u8]) -> Result<Vec<Entry>, Text> {
    let damaged = || text!("this zip archive is damaged or cut off");
    let end = (0..=bytes.len().saturating_sub(22)).rev().take(66_000).find(|at| bytes.get(*at..at + 4) == Some(b"PK\x05\x06"));
    let end = end.ok_or_else(damaged)?;
    let (count, mut at) = (short(bytes, end + 10).ok_or_else(damaged)?, long(bytes, end + 16).ok_or_else(damaged)?);
    if count > MOST {
        return Err(text!("there are more than {most} files in this zip archive", most = MOST));
    }
    let mut out = Vec::new();
    for _ in 0..count {
        if bytes.get(at..at.saturating_add(4)) != Some(b"PK\x01\x02") {
            return Err(damaged());
        }
        let field = |offset: usize| short(bytes, at + offset).ok_or_else(damaged);
        let (flags, method, name, extra, comment) = (field(8)?, field(10)?, field(28)?, field(30)?, field(32)?);
        let wide = |offset: usize| long(bytes, at + offset).ok_or_else(damaged);
        let (packed, start) = (wide(20)?, wide(42)?);
        let name = String::from_utf8_lossy(bytes.get(at + 46..at + 46 + name).ok_or_else(damaged)?).into_owned();
        at += 46 + field(28)? + extra + comment;
        if name.ends_with('/') || hidden(&name) {
            continue;
        }
        if flags & 1 == 1 {
            return Err(text!("{name}: this zip archive is locked with a password", name = code(&name)));
        }
        if !matches!(method, 0 | 8) {
            return Err(text!("{name}: it is packed in a way that this studio does not know", name = code(&name)));
        }
        // The local head has its own extra field.
        let (n, x) = (short(bytes, start + 26).ok_or_else(damaged)?, short(bytes, start + 28).ok_or_else(damaged)?);
        let first = start + 30 + n + x;
        let range = first..first.saturating_add(packed);
        bytes.get(range.clone()).ok_or_else(damaged)?;
        out.push(Entry { name, deflated: method == 8, bytes: range });
    }
    Ok(out)
}

/// Modules that `terraform init` fetched are people's files too.
pub fn hidden(name: &str) -> bool {
    let fetched = name.contains(".terraform/") && !name.contains(".terraform/modules");
    fetched || name.split('/').any(|part| (part.starts_with('.') && part != ".terraform") || part == "__MACOSX")
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let b: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(u16::from_le_bytes(b).into())
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let b: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(b)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    fn archive() -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, text) in
            [("net/main.tf", "one"), (".git/config", "x"), ("net/.terraform/modules/m/a.tf", "two"), ("__MACOSX/net/._main.tf", "x")]
        {
            out.start_file(name, options).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
        out.add_directory("empty", options).unwrap();
        out.finish().unwrap().into_inner()
    }

    #[test]
    fn files_of_people_are_found() {
        let bytes = archive();
        assert!(is_one(&bytes));
        let all = entries(&bytes).unwrap();
        let said: Vec<(&str, &[u8])> = all.iter().map(|e| (e.name.as_str(), &bytes[e.bytes.clone()])).collect();
        assert_eq!(said, [("net/main.tf", &b"one"[..]), ("net/.terraform/modules/m/a.tf", b"two")]);
    }

    #[test]
    fn no_damage_makes_it_panic() {
        let whole = archive();
        for cut in 0..whole.len() {
            let _ = entries(&whole[..cut]);
        }
        for at in 0..whole.len() {
            for to in [0, 0xff, whole[at] ^ 0x80] {
                let mut bytes = whole.clone();
                bytes[at] = to;
                if let Ok(all) = entries(&bytes) {
                    assert!(all.iter().all(|e| e.bytes.end <= bytes.len()));
                }
            }
        }
        assert!(entries(b"PK\x03\x04 and no more").is_err());
    }
}
