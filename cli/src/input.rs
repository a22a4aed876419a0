//! Reading files and designs, bounded in size.

use portico_core::document::Document;
use portico_core::interchange::save;
use std::io::Read;
use std::path::Path;

/// A file's text, or standard input's for `-`.
pub fn text(path: &Path) -> Result<String, String> {
    let limit = save::MAX_BYTES as u64 + 1;
    let mut out = Vec::new();
    let read = |from: &mut dyn Read, out: &mut Vec<u8>| from.take(limit).read_to_end(out);
    if path == Path::new("-") {
        read(&mut std::io::stdin().lock(), &mut out).map_err(|e| format!("standard input: {e}"))?;
    } else {
        let mut file = std::fs::File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
        read(&mut file, &mut out).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    if out.len() > save::MAX_BYTES {
        return Err(format!("{}: this file is larger than {} MB", path.display(), save::MAX_BYTES / (1024 * 1024)));
    }
    // Windows puts a mark before the text, which is no part of it.
    let mark = out.starts_with("\u{feff}".as_bytes());
    let text = out.split_off(if mark { '\u{feff}'.len_utf8() } else { 0 });
    String::from_utf8(text).map_err(|_| format!("{}: this is not UTF-8 text", path.display()))
}

pub fn design(path: &Path) -> Result<Document, String> {
    save::read(&text(path)?).map_err(|e| format!("{}: {e}", path.display()))
}
