//! Named versions: the design as it was when somebody gave it a name.

use super::load::document_of;
use super::{Storage, database};
use crate::language::t;
use idb::Database;
use portico_core::document::Document;
use portico_core::interchange::save;
use wasm_bindgen_futures::spawn_local;

/// A version in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub number: u32,
    pub name: String,
    /// In ms since 1970.
    pub at: f64,
}

/// A version as it is kept: time, objects and name on a line, then a save file.
fn text(name: &str, at: f64, doc: &Document) -> String {
    format!("{at} {name}\n{}", save::write(doc))
}

fn parts(text: &str) -> Option<(f64, &str, &str)> {
    let (head, file) = text.split_once('\n')?;
    let (at, name) = head.split_once(' ')?;
    Some((at.parse().ok()?, name, file))
}

impl Storage {
    /// Keeps the design as it is now under a name.
    pub fn name_version(self, name: &str) {
        let Some(database) = self.database() else {
            return self.notices.problem("Nothing is kept in this browser: save to a file instead.");
        };
        let name: String = name.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect();
        let (id, doc) = (self.id(), self.workspace.document());
        self.when_kept(move || {
            spawn_local(async move {
                match put(&database, &id, &text(&name, js_sys::Date::now(), &doc)).await {
                    Ok(()) => self.notices.say(crate::say!("Kept as version “{name}”.", name = name)),
                    Err(e) => self.notices.problem(crate::say!("The version was not kept: {reason}.", reason = database::reason(&e))),
                }
                self.versioned.update(|n| *n = n.wrapping_add(1));
            });
        });
    }

    /// Tracked: goes up when somebody named or deleted a version.
    pub fn versioned(self) -> u32 {
        self.versioned.get()
    }

    /// The versions of the design on screen, the newest first.
    pub async fn versions(self) -> Vec<Version> {
        let Some(database) = self.database() else { return Vec::new() };
        let all = all(&database, &self.id()).await.unwrap_or_default();
        let version = |(number, text): &(u32, String)| parts(text).map(|(at, name, _)| Version { number: *number, name: name.into(), at });
        all.iter().rev().filter_map(version).collect()
    }

    /// A version of the design on screen, with its name.
    pub async fn version(self, number: u32) -> Result<(String, Document), String> {
        let database = self.database().ok_or_else(|| t("nothing is kept in this browser").to_string())?;
        let all = all(&database, &self.id()).await.map_err(|e| database::reason(&e))?;
        let text = all.into_iter().find(|(n, _)| *n == number).map(|(_, t)| t);
        let (_, name, file) =
            text.as_deref().and_then(parts).ok_or_else(|| t("this version is not in the browser's storage any more").to_string())?;
        Ok((name.into(), document_of(file)?))
    }

    /// Brings a version back as one step that undo takes back, or opens it as a design of its own.
    pub fn bring_back_version(self, number: u32, as_copy: bool) {
        let Some(database) = self.database() else { return };
        let id = self.id();
        spawn_local(async move {
            let found = match all(&database, &id).await {
                Ok(all) => all.into_iter().find(|(n, _)| *n == number).map(|(_, t)| t),
                Err(e) => return self.notices.problem(format!("{}.", database::reason(&e))),
            };
            let Some((name, doc)) = found.as_deref().and_then(parts).map(|(_, name, file)| (name.to_string(), document_of(file))) else {
                return self.notices.problem("This version is not in the browser's storage any more.");
            };
            match doc {
                Ok(doc) if as_copy => {
                    self.adopt(&crate::say!("Open version “{name}”", name = name), doc, false);
                    self.notices.say(crate::say!("Version “{name}” is open as a design of its own.", name = name));
                }
                Ok(doc) => {
                    self.workspace.replace(&crate::say!("Bring back “{name}”", name = name), doc);
                    self.notices.say(crate::say!("“{name}” is back. Undo returns to what was here.", name = name));
                }
                Err(e) => self.notices.problem(crate::say!("This version cannot be read ({e}).", e = e)),
            }
        });
    }

    pub fn delete_version(self, number: u32) {
        let Some(database) = self.database() else { return };
        let id = self.id();
        spawn_local(async move {
            let done = async {
                let t = database::write(&database)?;
                database::delete(&t.object_store(database::VERSIONS)?, database::numbered(&id, number))?;
                database::commit(t).await
            };
            if let Err(e) = done.await {
                self.notices.problem(format!("{}.", database::reason(&e)));
            }
            self.versioned.update(|n| *n = n.wrapping_add(1));
        });
    }
}

async fn all(database: &Database, id: &str) -> Result<Vec<(u32, String)>, idb::Error> {
    let t = database::read(database)?;
    database::numbered_texts(&t.object_store(database::VERSIONS)?, database::from(id, 0)?).await
}

async fn put(database: &Database, id: &str, text: &str) -> Result<(), idb::Error> {
    let t = database::write(database)?;
    let versions = t.object_store(database::VERSIONS)?;
    let last = database::numbered_texts(&versions, database::from(id, 0)?).await?.last().map_or(0, |(n, _)| *n);
    database::put(&versions, &database::numbered(id, last.saturating_add(1)), text)?;
    database::commit(t).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_comes_back() {
        let doc = Document::default();
        let kept = text("Before the move, 2", 1.5e12, &doc);
        assert_eq!(parts(&kept), Some((1.5e12, "Before the move, 2", save::write(&doc).as_str())));
        assert_eq!(parts("x"), None);
    }
}
