//! Files that somebody chose or dropped, all of them with their bytes: what is in archives too. Bounded before anything is read.

use super::deflate::{self, Trouble};
use super::preview;
use super::unzip;
use crate::state::shell::Importing;
use portico_core::interchange::save::{LoadError, MAX_BYTES};
use portico_core::text;
use portico_core::text::{Text, code};
use std::sync::Arc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// A file that somebody chose or dropped, with its folders where a folder was.
pub struct Chosen {
    pub path: String,
    pub file: web_sys::File,
}

impl From<web_sys::File> for Chosen {
    fn from(file: web_sys::File) -> Self {
        Self { path: name(&file), file }
    }
}

pub(super) fn refuse(message: Text) -> LoadError {
    LoadError::new("", message)
}

pub(super) fn nothing() -> LoadError {
    refuse(text!("there are no files in it"))
}

fn too_large() -> LoadError {
    refuse(text!("these files are larger than {most} MB together", most = MAX_BYTES / (1024 * 1024)))
}

/// A file's name, with its folders where a folder was chosen.
fn name(file: &web_sys::File) -> String {
    let path = js_sys::Reflect::get(file, &JsValue::from_str("webkitRelativePath")).ok().and_then(|p| p.as_string()).unwrap_or_default();
    if path.is_empty() { file.name() } else { path }
}

/// All files with their bytes; archives opened.
pub async fn gather(mut chosen: Vec<Chosen>) -> Result<Importing, LoadError> {
    let called = chosen.first().map(|c| c.path.clone()).unwrap_or_default();
    let folder = called.split_once('/').map(|(f, _)| f.to_string());
    for c in &mut chosen {
        // What the folder itself is called says nothing.
        if let Some(own) = folder.as_ref().and_then(|f| c.path.strip_prefix(f.as_str())?.strip_prefix('/')) {
            c.path = own.to_string();
        }
    }
    // What tools keep in a folder may be far larger than what people wrote there.
    chosen.retain(|c| !unzip::hidden(&c.path));
    let total: f64 = chosen.iter().map(|c| c.file.size()).sum();
    if total > MAX_BYTES as f64 {
        return Err(too_large());
    }
    let mut files = Vec::new();
    let mut left = MAX_BYTES;
    for Chosen { path: own, file } in chosen {
        let buffer =
            JsFuture::from(file.array_buffer()).await.map_err(|_| refuse(text!("the browser cannot read {own}", own = code(&own))))?;
        let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        if unzip::is_one(&bytes) {
            open(&own, &bytes, &mut left, &mut files).await?;
        } else {
            left = left.checked_sub(bytes.len()).ok_or_else(too_large)?;
            files.push((own, bytes));
        }
    }
    if files.is_empty() {
        return Err(nothing());
    }
    let called = folder.unwrap_or(called);
    Ok(Importing { name: called, files: Arc::new(files) })
}

async fn open(archive: &str, bytes: &[u8], left: &mut usize, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), LoadError> {
    for entry in unzip::entries(bytes).map_err(|why| LoadError::new(archive, why))? {
        let packed = bytes.get(entry.bytes.clone()).unwrap_or_default();
        let text = if entry.deflated {
            // What an archive says of its size is not believed.
            deflate::inflate(packed, *left).await.map_err(|t| match t {
                Trouble::TooLarge => too_large(),
                Trouble::Unsupported => refuse(text!("this browser cannot open zip archives: unpack it and choose the folder")),
                Trouble::Damaged => LoadError::new(&entry.name, text!("this file in the zip archive is damaged")),
            })?
        } else {
            packed.to_vec()
        };
        *left = left.checked_sub(text.len()).ok_or_else(too_large)?;
        files.push((entry.name, text));
    }
    Ok(())
}

/// Whether any of what was chosen is something else than a design.
pub fn any(files: &Importing) -> bool {
    files.files.len() > 1 || files.files.first().is_some_and(|(name, bytes)| preview::is_foreign(name, bytes))
}
