//! Splits the studio's module in a bundle that was just built, and tells the page of the second part.
use super::{LOADER, Late, split};
use crate::run::say;
use crate::{Result, paths};
use std::path::{Path, PathBuf};

/// Splits the module of the bundle in `dist`. Before the service worker's list of files is made.
pub fn complete(dist: &Path) -> Result<()> {
    let late = Late::read(&paths::root().join("app").join("late.txt"))?;
    let wasm = only(dist, "_bg.wasm")?;
    let name = |path: &Path| path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
    let rest = wasm.with_file_name(name(&wasm).replace("_bg.wasm", "_rest.wasm"));
    let parts = split(&read(&wasm)?, &late)?;
    write(&wasm, &parts.first)?;
    write(&rest, &parts.rest)?;
    say(format!("split the studio's module: {} functions come later, {} of them by a door", parts.moved, parts.doors));
    let script = only(dist, ".js")?;
    write(&script, with_loader(&text(&script)?)?.as_bytes())?;
    let page = dist.join("index.html");
    write(&page, with_rest(&text(&page)?, &name(&rest))?.as_bytes())
}

/// wasm-bindgen's script with the import that the doors call.
fn with_loader(script: &str) -> Result<String> {
    let import = "_bg.js\": import0,\n";
    let at = script.find(import).map(|at| at + import.len());
    let at = at.ok_or("wasm-bindgen's script does not give its imports as before: xtask/src/split/bundle.rs has to follow")?;
    let (before, after) = script.split_at(at);
    let (module, function) = LOADER;
    Ok(format!(
        "import {{ {function} }} from \"./{module}.js\";\n{before}        \"{module}\": {{ {function}: () => {function}(wasm) }},\n{after}"
    ))
}

/// The page with the second part's address, and a word to the browser to ask for it early.
fn with_rest(page: &str, rest: &str) -> Result<String> {
    let (before, after) = page.split_once(" data-wasm=").ok_or("the page has no script with `data-wasm`")?;
    let (head, body) = after.split_once("</head>").ok_or("the page has no head")?;
    // Its script, not the part itself: a page that is not read yet would hold a connection.
    let early = format!("<link rel=\"modulepreload\" href=\"./{}.js\">", LOADER.0);
    Ok(format!("{before} data-rest=\"./{rest}\" data-wasm={head}{early}</head>{body}"))
}

/// The only file of the studio's module with that ending.
fn only(dist: &Path, ending: &str) -> Result<PathBuf> {
    let files = dist.read_dir().map_err(|e| format!("{}: {e}", dist.display()))?;
    let ours = |name: &str| name.starts_with("portico-app-") && name.ends_with(ending);
    let mut found = files.filter_map(|f| f.ok()).map(|f| f.path()).filter(|p| p.file_name().and_then(|n| n.to_str()).is_some_and(ours));
    match (found.next(), found.next()) {
        (Some(file), None) => Ok(file),
        _ => Err(format!("{} does not hold one file portico-app-…{ending}", dist.display())),
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn write(path: &Path, contents: &[u8]) -> Result<()> {
    std::fs::write(path, contents).map_err(|e| format!("{}: {e}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_gets_its_import() {
        let script = "let wasm;\n    return {\n        __proto__: null,\n        \"./portico-app_bg.js\": import0,\n    };\n";
        let with = with_loader(script).unwrap();
        assert!(with.starts_with("import { load } from \"./rest.js\";\nlet wasm;"), "{with}");
        assert!(with.contains("import0,\n        \"rest\": { load: () => load(wasm) },\n    };"), "{with}");
        assert!(with_loader("something else").is_err());
    }

    #[test]
    fn the_page_names_the_rest() {
        let with = with_rest("<head><script data-wasm=\"./a_bg.wasm\"></script></head><body></body>", "a_rest.wasm").unwrap();
        assert!(with.starts_with("<head><script data-rest=\"./a_rest.wasm\" data-wasm=\"./a_bg.wasm\">"), "{with}");
        assert!(with.contains("<link rel=\"modulepreload\" href=\"./rest.js\"></head>"), "{with}");
        assert!(with_rest("<body></body>", "a").is_err());
    }
}
