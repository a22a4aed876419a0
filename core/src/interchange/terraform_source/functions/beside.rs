//! Functions that read files beside the source: `file`, `fileexists`, `fileset`. What is not among the files is a named unknown.

use super::super::eval::Here;
use super::super::files::join;
use super::Call;
use super::text::string;
use crate::interchange::item::Val;

/// Files that one `fileset` may name.
const MANY: usize = 2000;

pub fn call(here: &Here, c: &Call) -> Option<Val> {
    let unknown = || Val::unknown(format!("{}({})", c.name, c.arg(0).shown()), (c.at)());
    Some(match c.name {
        "file" => string(c.arg(0)).and_then(|p| found(here, &p)).map_or_else(unknown, |t| Val::from(t.as_str())),
        "fileexists" => string(c.arg(0)).and_then(|p| found(here, &p)).map_or_else(unknown, |_| Val::Bool(true)),
        "fileset" => match (string(c.arg(0)), string(c.arg(1))) {
            (Some(folder), Some(pattern)) => set(here, &folder, &pattern).unwrap_or_else(unknown),
            _ => unknown(),
        },
        "templatefile" | "filebase64" | "filemd5" | "filesha1" | "filesha256" | "filebase64sha256" => unknown(),
        _ => return None,
    })
}

/// The folder of the root module, where relative paths begin.
pub fn root(here: &Here) -> String {
    let mut at = here.instance.clone();
    while let Some((up, ..)) = at.parent.as_ref() {
        at = up.clone();
    }
    at.module.folder.clone()
}

fn found<'h>(here: &Here<'_, 'h>, path: &str) -> Option<&'h String> {
    let texts = here.world.texts;
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
