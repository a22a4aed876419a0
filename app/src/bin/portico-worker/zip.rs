//! Files as one zip archive. Stored, not compressed: they are small, and a compressor would be most of the bundle.

use portico_core::ordered::BTreeMap;
use std::io::{Cursor, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The archive. Same files, same bytes: no clock goes in.
pub fn zip(files: &BTreeMap<String, String>) -> Result<Vec<u8>, ZipError> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).unix_permissions(0o644);
    for (name, text) in files {
        out.start_file(name.as_str(), options)?;
        out.write_all(text.as_bytes())?;
    }
    Ok(out.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_goes_in_comes_out() {
        let files: BTreeMap<String, String> = [("main.tf", "# größer\n"), ("modules/a/b.tf", "")].map(|(n, t)| (n.into(), t.into())).into();
        let bytes = zip(&files).unwrap();
        assert_eq!(bytes, zip(&files).unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let back = (0..archive.len()).map(|i| {
            let mut f = archive.by_index(i).unwrap();
            let mut text = String::new();
            f.read_to_string(&mut text).unwrap();
            (f.name().unwrap().into_owned(), text)
        });
        assert_eq!(back.collect::<BTreeMap<_, _>>(), files);
    }
}
