//! Files to import: one, a folder with what is below it, a zip archive, or standard input; bounded in number and size.

use portico_core::interchange::aws_cli::MAX_BYTES;
use portico_core::interchange::imported::Sources;
use portico_core::interchange::reader::Form;
use portico_core::interchange::{cloudformation_in, terraform_source};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

/// Files of one import.
const MAX_FILES: usize = 20_000;
/// Folders inside folders.
const MAX_DEPTH: usize = 16;

struct Reader {
    files: Sources,
    left: u64,
}

pub fn read(path: &Path) -> Result<Sources, String> {
    let mut r = Reader { files: Sources::new(), left: MAX_BYTES as u64 };
    if path == Path::new("-") {
        let bytes = r.bytes(&mut std::io::stdin().lock(), "standard input")?;
        r.take("standard input", bytes)?;
    } else if path.is_dir() {
        r.folder(path, "", MAX_DEPTH)?;
        if r.files.is_empty() {
            return Err(format!("{}: there are no files in this folder", path.display()));
        }
    } else {
        let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        let bytes = r.file(path)?;
        r.take(&name, bytes)?;
    }
    Ok(r.files)
}

/// Adds what files of that form name and what lies beside them.
pub fn beside(path: &Path, form: Form, files: &mut Sources) -> Result<(), String> {
    match form {
        Form::Terraform => gather(path, files, modules),
        Form::CloudFormation => gather(path, files, templates),
        _ => Ok(()),
    }
}

/// Adds what is wanted, and what that wants in turn. `wanted` gives names and paths, of where the files are and what is there.
fn gather(path: &Path, files: &mut Sources, wanted: impl Fn(&Path, &Sources) -> Vec<(String, PathBuf)>) -> Result<(), String> {
    let base = if path.is_dir() { path } else { path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")) };
    if path == Path::new("-") || files.len() > MAX_FILES {
        return Ok(());
    }
    let left = (MAX_BYTES as u64).saturating_sub(files.values().map(|b| b.len() as u64).sum());
    let mut r = Reader { files: std::mem::take(files), left };
    for _ in 0..MAX_DEPTH {
        let more = wanted(base, &r.files);
        if more.is_empty() {
            break;
        }
        for (name, path) in more {
            let bytes = r.file(&path)?;
            r.add(name, bytes)?;
        }
    }
    *files = r.files;
    Ok(())
}

/// Local modules that Terraform source calls and that lie outside of the folder: a module's examples call it by `../..`.
fn modules(base: &Path, files: &Sources) -> Vec<(String, PathBuf)> {
    let mut out = Vec::new();
    for folder in terraform_source::wanted(files) {
        let Ok(entries) = std::fs::read_dir(base.join(&folder)) else { continue };
        let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
        paths.sort();
        let sources = paths.into_iter().filter(|p| p.is_file() && p.to_str().is_some_and(terraform_source::is_source));
        out.extend(sources.map(|p| (format!("{folder}/{}", p.file_name().unwrap_or_default().to_string_lossy()), p)));
    }
    out
}

/// Templates that a template is made of, by the ends of their addresses.
fn templates(base: &Path, files: &Sources) -> Vec<(String, PathBuf)> {
    let homes: Vec<&Path> = base.ancestors().take(3).collect();
    let found = |address: &String| {
        let steps: Vec<&str> = address.split('/').collect();
        let ends = (0..steps.len()).map(|n| steps.get(n..).unwrap_or_default().join("/"));
        let mut all = ends.flat_map(|end| homes.iter().map(move |h| (end.clone(), h.join(&end))));
        all.find(|(end, p)| p.is_file() && !files.contains_key(end))
    };
    // Two addresses may end in one file.
    let all: BTreeMap<String, PathBuf> = cloudformation_in::wanted(files).iter().filter_map(found).collect();
    all.into_iter().collect()
}

impl Reader {
    fn file(&mut self, path: &Path) -> Result<Vec<u8>, String> {
        let mut file = std::fs::File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
        self.bytes(&mut file, &path.display().to_string())
    }

    fn bytes(&mut self, from: &mut dyn Read, name: &str) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        from.take(self.left + 1).read_to_end(&mut out).map_err(|e| format!("{name}: {e}"))?;
        match self.left.checked_sub(out.len() as u64) {
            Some(left) => self.left = left,
            None => return Err(format!("{name}: with this, there are more than {} MB to read", MAX_BYTES / (1024 * 1024))),
        }
        Ok(out)
    }

    fn add(&mut self, name: String, bytes: Vec<u8>) -> Result<(), String> {
        if self.files.len() >= MAX_FILES {
            return Err(format!("{name}: there are more than {MAX_FILES} files to read"));
        }
        self.files.insert(name, bytes);
        Ok(())
    }

    /// A file; what is in it where it is a zip archive.
    fn take(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), String> {
        if !bytes.starts_with(b"PK\x03\x04") {
            return self.add(name.into(), bytes);
        }
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| format!("{name}: this zip archive cannot be read: {e}"))?;
        for i in 0..archive.len() {
            let mut file = archive.by_index(i).map_err(|e| format!("{name}: file {} of this zip archive cannot be read: {e}", i + 1))?;
            let inside = file.name().map(|n| n.into_owned()).map_err(|e| format!("{name}: {e}"))?;
            if !file.is_file() || hidden(&inside) {
                continue;
            }
            let bytes = self.bytes(&mut file, &format!("{name}: {inside}"))?;
            self.add(inside, bytes)?;
        }
        Ok(())
    }

    fn folder(&mut self, path: &Path, within: &str, depth: usize) -> Result<(), String> {
        let fault = |e: std::io::Error| format!("{}: {e}", path.display());
        let mut entries = std::fs::read_dir(path).map_err(fault)?.collect::<Result<Vec<_>, _>>().map_err(fault)?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let (path, whole) = (entry.path(), if within.is_empty() { name.clone() } else { format!("{within}/{name}") });
            // A link may lead anywhere, in circles too.
            let kind = entry.file_type().map_err(|e| format!("{}: {e}", path.display()))?;
            if hidden(&whole) || kind.is_symlink() {
                continue;
            }
            if kind.is_dir() {
                match depth.checked_sub(1) {
                    Some(depth) => self.folder(&path, &whole, depth)?,
                    None => return Err(format!("{}: folders are nested too deep", path.display())),
                }
            } else {
                let bytes = self.file(&path)?;
                self.add(whole, bytes)?;
            }
        }
        Ok(())
    }
}

/// What systems put beside people's files. Modules that `terraform init` fetched are people's files too.
fn hidden(name: &str) -> bool {
    let fetched = name.contains(".terraform/") && !name.contains(".terraform/modules");
    fetched || name.split('/').any(|part| (part.starts_with('.') && part != ".terraform") || part == "__MACOSX")
}
