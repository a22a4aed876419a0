//! What was dropped on the page, with what is in folders: each file with its path. Bounded in number and depth.

use super::foreign::{self, Chosen, refuse};
use super::unzip;
use portico_core::interchange::save::LoadError;
use portico_core::text;
use portico_core::text::code;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// More files than this are not looked through: a folder with all of a home directory in it was dropped by mistake.
const MOST_FILES: usize = 20_000;

/// Folders in folders.
const MOST_DEEP: usize = 40;

/// The files and folders of a drop. To be asked for while the event is there: later the browser has forgotten them.
pub fn entries(drop: &web_sys::DataTransfer) -> Vec<web_sys::FileSystemEntry> {
    let items = drop.items();
    (0..items.length()).filter_map(|n| items.get(n)?.webkit_get_as_entry().ok().flatten()).collect()
}

/// Every file of what was dropped; what tools keep in folders is left where it is.
pub async fn files(dropped: Vec<web_sys::FileSystemEntry>) -> Result<Vec<Chosen>, LoadError> {
    let mut left: Vec<(web_sys::FileSystemEntry, usize)> = dropped.into_iter().rev().map(|e| (e, 0)).collect();
    let mut out = Vec::new();
    while let Some((entry, depth)) = left.pop() {
        let path = entry.full_path().trim_start_matches('/').to_string();
        // What the folder itself is called says nothing.
        if path.split_once('/').is_some_and(|(_, below)| unzip::hidden(below)) {
            continue;
        }
        let unread = |_| refuse(text!("the browser cannot read {own}", own = code(&path)));
        if entry.is_directory() {
            if depth >= MOST_DEEP {
                return Err(refuse(text!("{path} lies more than {most} folders deep", path = code(&path), most = MOST_DEEP)));
            }
            let mut inside = inside(entry.unchecked_ref()).await.map_err(unread)?;
            inside.sort_by_key(|e| std::cmp::Reverse(e.name()));
            left.extend(inside.into_iter().map(|e| (e, depth + 1)));
        } else {
            let file = file(entry.unchecked_ref()).await.map_err(unread)?;
            out.push(Chosen { path, file });
        }
        if out.len() + left.len() > MOST_FILES {
            return Err(refuse(text!("there are more than {most} files in it", most = MOST_FILES)));
        }
    }
    if out.is_empty() { Err(foreign::nothing()) } else { Ok(out) }
}

async fn file(entry: &web_sys::FileSystemFileEntry) -> Result<web_sys::File, JsValue> {
    let asked = js_sys::Promise::new(&mut |found, failed| entry.file_with_callback_and_callback(&found, &failed));
    JsFuture::from(asked).await?.dyn_into()
}

/// What a folder holds. Browsers tell it in parts, the last of which is empty.
async fn inside(folder: &web_sys::FileSystemDirectoryEntry) -> Result<Vec<web_sys::FileSystemEntry>, JsValue> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let asked = js_sys::Promise::new(&mut |found, failed| {
            // Refused only where the reader is at its end.
            if let Err(why) = reader.read_entries_with_callback_and_callback(&found, &failed) {
                let _ = failed.call1(&JsValue::NULL, &why);
            }
        });
        let part: js_sys::Array = JsFuture::from(asked).await?.dyn_into()?;
        if part.length() == 0 || all.len() > MOST_FILES {
            return Ok(all);
        }
        all.extend(part.iter().map(JsCast::unchecked_into));
    }
}
