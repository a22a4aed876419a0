//! Functions that read files beside the source: `file`, `fileexists`, `fileset`, `templatefile`. What is not among the files is a named
//! unknown.

use super::super::eval::{Env, Here};
use super::super::files::join;
use super::super::template;
use super::super::world::Stop;
use super::Call;
use super::text::string;
use crate::interchange::item::{Map, Val};
use crate::ordered::BTreeMap;

/// Files that one `fileset` may name.
const MANY: usize = 2000;

pub fn call(here: &Here, c: &Call) -> Result<Option<Val>, Stop> {
    let unknown = || Val::unknown(format!("{}({})", c.name, c.arg(0).shown()), (c.at)());
    Ok(Some(match c.name {
        "file" => string(c.arg(0)).and_then(|p| found(here, here.world.texts, &p)).map_or_else(unknown, |t| Val::from(t.as_str())),
        "fileexists" => string(c.arg(0)).and_then(|p| found(here, here.world.texts, &p)).map_or_else(unknown, |_| Val::Bool(true)),
        "fileset" => match (string(c.arg(0)), string(c.arg(1))) {
            (Some(folder), Some(pattern)) => set(here, &folder, &pattern).unwrap_or_else(unknown),
            _ => unknown(),
        },
        "templatefile" => filled(here, c)?.unwrap_or_else(unknown),
        "templatestring" => match (string(c.arg(0)), c.arg(1)) {
            (Some(text), Val::Map(names)) => put_in(&text, names).unwrap_or_else(unknown),
            _ => unknown(),
        },
        "filebase64" | "filemd5" | "filesha1" | "filesha256" | "filebase64sha256" => unknown(),
        _ => return Ok(None),
    }))
}

/// A file as a template, with nothing in it but the names that the call gives.
fn filled(here: &Here, c: &Call) -> Result<Option<Val>, Stop> {
    // A template calls no template. [templatefile]
    let (Some(path), Val::Map(names), false) = (string(c.arg(0)), c.arg(1), here.env.is_template()) else { return Ok(None) };
    if let Some((file, template)) = found(here, here.world.templates, &path) {
        let env = Env::All(names);
        let there = Here { file, env: &env, ..*here };
        return here.deeper(c.at, || template::elements(&there, template.iter(), c.at)).map(Some);
    }
    Ok(found(here, here.world.texts, &path).filter(|t| !t.contains("${") && !t.contains("%{")).map(|t| Val::from(t.as_str())))
}

/// A text with names in place of `${name}`; none where more is asked of it.
fn put_in(text: &str, names: &Map) -> Option<Val> {
    let (mut out, mut rest) = (String::new(), text);
    if text.contains("%{") || text.contains("$${") {
        return None;
    }
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}')?;
        out.push_str(before);
        out.push_str(&string(names.get(name.trim())?)?);
        rest = after;
        if out.len() > 1024 * 1024 {
            return None;
        }
    }
    out.push_str(rest);
    Some(Val::from(out))
}

/// The folder of the root module, where relative paths begin.
pub fn root(here: &Here) -> String {
    let mut at = here.instance.clone();
    while let Some((up, ..)) = at.parent.as_ref() {
        at = up.clone();
    }
    at.module.folder.clone()
}

fn found<'a, T>(here: &Here<'a, '_>, texts: &'a BTreeMap<String, T>, path: &str) -> Option<&'a T> {
    let relative = || texts.get(&join(&root(here), path)?);
    join("", path).and_then(|p| texts.get(&p)).or_else(relative)
}

/// The files of a folder that a pattern takes; none where the folder is not here.
fn set(here: &Here, folder: &str, pattern: &str) -> Option<Val> {
    let of = |folder: String| {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let names = here.world.texts.keys().filter_map(|n| n.strip_prefix(&prefix));
        let all: Vec<Val> = names.filter(|n| takes(pattern, n)).take(MANY).map(Val::from).collect();
        (!all.is_empty()).then(|| Val::list(all))
    };
    join("", folder).and_then(of).or_else(|| join(&root(here), folder).and_then(of))
}

/// Whether a pattern of `*`, `**` and `?` takes a name.
fn takes(pattern: &str, name: &str) -> bool {
    // Which ends of the name's beginnings the pattern reaches so far: time is the product of both lengths.
    let name: Vec<char> = name.chars().collect();
    let mut reached = vec![false; name.len() + 1];
    reached.iter_mut().take(1).for_each(|r| *r = true);
    let mut rest = pattern;
    while !rest.is_empty() {
        let (step, any, folders) = match rest {
            r if r.starts_with("**/") => (3, true, true),
            r if r.starts_with("**") => (2, true, true),
            r if r.starts_with('*') => (1, true, false),
            r => (r.chars().next().map_or(1, char::len_utf8), false, false),
        };
        let wanted = rest.chars().next();
        rest = rest.get(step..).unwrap_or_default();
        let mut next = vec![false; reached.len()];
        let mut open = false;
        for (i, here) in reached.iter().enumerate() {
            if any {
                open |= *here;
                next.iter_mut().skip(i).take(1).for_each(|n| *n |= open);
                open &= folders || name.get(i) != Some(&'/');
            } else if *here && name.get(i).is_some_and(|c| wanted == Some(*c) || (wanted == Some('?') && *c != '/')) {
                next.iter_mut().skip(i + 1).take(1).for_each(|n| *n = true);
            }
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::takes;

    #[test]
    fn patterns_take_names() {
        for (pattern, name, want) in [
            ("*.yaml", "a.yaml", true),
            ("*.yaml", "a/b.yaml", false),
            ("**/*.yaml", "a/b.yaml", true),
            ("**/*.yaml", "b.yaml", true),
            ("vpc-?.json", "vpc-1.json", true),
            ("vpc-?.json", "vpc-12.json", false),
            ("", "a", false),
        ] {
            assert_eq!(takes(pattern, name), want, "{pattern} {name}");
        }
    }
}
