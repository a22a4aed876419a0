//! What changed in the files of an export, line by line, as JSON for the page.

use crate::export::{Files, form, read, written};
use portico_core::catalogue::Catalogue;
use portico_core::ordered::BTreeSet;
use serde_json::{Value, json};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff};

/// Lines that stand around what changed.
const AROUND: usize = 3;

/// More lines than this nobody reads; what is beyond is counted.
const MOST_LINES: usize = 4_000;

/// `{"files": [FILE]}`. A FILE is `{"name", "change": "added" | "removed" | "changed", "added": N, "removed": N, "left": N, "hunks": [HUNK]}`,
/// where `left` says how many lines of hunks are not told; a HUNK is `{"before": N, "after": N, "lines": [[" " | "+" | "-", TEXT]]}`, with the
/// numbers of its first lines from 1. Pictures have no hunks.
pub fn changes(design: &str, asked: &[String], catalogue: &Catalogue) -> Result<String, String> {
    let form = form(asked)?;
    let before = read(asked.get(1).map_or("", String::as_str))?;
    let [before, after] = [&before, &read(design)?].map(|doc| written(doc, form, catalogue).files);
    Ok(told(&before, &after).to_string())
}

fn told(before: &Files, after: &Files) -> Value {
    // Code first, what is said about it and pictures behind it.
    let last = |name: &str| name.ends_with(".md") || name.ends_with(".svg");
    let names: BTreeSet<(bool, &String)> = before.keys().chain(after.keys()).map(|name| (last(name), name)).collect();
    let mut left = MOST_LINES;
    let files = names.into_iter().filter_map(|(_, name)| file(name, before.get(name), after.get(name), &mut left));
    json!({ "files": files.collect::<Vec<_>>() })
}

fn file(name: &str, before: Option<&String>, after: Option<&String>, left: &mut usize) -> Option<Value> {
    if before == after {
        return None;
    }
    let change = match (before, after) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    };
    if name.ends_with(".svg") {
        return Some(json!({"name": name, "change": change, "added": 0, "removed": 0, "left": 0, "hunks": []}));
    }
    let text = |t: Option<&String>| t.map_or("", |t| t.as_str()).to_owned();
    let (old, new) = (text(before), text(after));
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(old.as_str(), new.as_str());
    let count = |tag| diff.iter_all_changes().filter(|c| c.tag() == tag).count();
    let mut hunks = Vec::new();
    let mut untold = 0;
    for group in diff.grouped_ops(AROUND) {
        let lines: Vec<_> = group.iter().flat_map(|op| diff.iter_changes(op)).collect();
        let told = lines.len().min(*left);
        *left -= told;
        untold += lines.len() - told;
        if told > 0 {
            let lines: Vec<_> = lines.iter().take(told).map(|c| [sign(c.tag()), c.value().trim_end_matches('\n')]).collect();
            let first = |of: fn(&DiffOp) -> usize| group.first().map_or(0, of) + 1;
            hunks.push(json!({"before": first(|o| o.old_range().start), "after": first(|o| o.new_range().start), "lines": lines}));
        }
    }
    Some(json!({
        "name": name, "change": change, "added": count(ChangeTag::Insert), "removed": count(ChangeTag::Delete), "left": untold, "hunks": hunks,
    }))
}

fn sign(tag: ChangeTag) -> &'static str {
    match tag {
        ChangeTag::Equal => " ",
        ChangeTag::Insert => "+",
        ChangeTag::Delete => "-",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::document::Kind;
    use portico_core::edit::Command;
    use portico_core::interchange::save;

    fn files(all: &[(&str, &str)]) -> Files {
        all.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect()
    }

    /// What hunks make of the file before: the file after, where all lines are told.
    fn applied(before: &str, file: &Value) -> String {
        let old: Vec<&str> = before.lines().collect();
        let (mut out, mut at) = (Vec::new(), 0);
        for hunk in file["hunks"].as_array().unwrap() {
            let start = usize::try_from(hunk["before"].as_u64().unwrap()).unwrap() - 1;
            out.extend_from_slice(&old[at..start]);
            at = start;
            for line in hunk["lines"].as_array().unwrap() {
                let (sign, text) = (line[0].as_str().unwrap(), line[1].as_str().unwrap());
                if sign != "+" {
                    assert_eq!(old[at], text);
                    at += 1;
                }
                if sign != "-" {
                    out.push(text);
                }
            }
        }
        out.extend_from_slice(&old[at..]);
        out.iter().map(|l| format!("{l}\n")).collect()
    }

    #[test]
    fn what_is_told_leads_from_one_to_the_other() {
        const DESIGN: &str = include_str!("../../../../examples/private-s3.portico.json");
        let doc = save::read(DESIGN).unwrap();
        let subnet = doc.model.of_kind(Kind::Subnet).next().unwrap().0;
        for command in [Command::Rename { node: subnet, name: "moved".into() }, Command::Delete { nodes: vec![subnet] }] {
            let after = doc.apply(&command).unwrap();
            for name in ["terraform", "cloudformation-yaml", "cloudformation-json"] {
                let form = form(&[name.to_owned()]).unwrap();
                let (was, is) = (written(&doc, form, Catalogue::bundled()).files, written(&after, form, Catalogue::bundled()).files);
                let told: Value =
                    serde_json::from_str(&changes(&save::write(&after), &[name.into(), DESIGN.into()], Catalogue::bundled()).unwrap())
                        .unwrap();
                let told = told["files"].as_array().unwrap();
                let differ = was.keys().chain(is.keys()).collect::<BTreeSet<_>>().into_iter().filter(|n| was.get(*n) != is.get(*n)).count();
                assert!(differ > 0 && told.len() == differ, "{name}");
                for file in told.iter().filter(|f| f["name"] != "diagram.svg") {
                    let at = file["name"].as_str().unwrap();
                    let text = |all: &Files| all.get(at).cloned().unwrap_or_default();
                    assert_eq!(applied(&text(&was), file), text(&is), "{name}: {at}");
                }
            }
        }
    }

    #[test]
    fn files_that_come_and_go_are_told_whole_and_pictures_by_name() {
        let told = told(&files(&[("a.tf", "x\n"), ("d.svg", "<svg/>")]), &files(&[("b.tf", "y\nz\n"), ("d.svg", "<svg />")]));
        let all = told["files"].as_array().unwrap();
        let said = |i: usize| (all[i]["name"].as_str().unwrap(), all[i]["change"].as_str().unwrap());
        assert_eq!([said(0), said(1), said(2)], [("a.tf", "removed"), ("b.tf", "added"), ("d.svg", "changed")]);
        assert_eq!(all[1]["hunks"][0]["lines"], json!([["+", "y"], ["+", "z"]]));
        assert_eq!(all[2]["hunks"], json!([]));
    }

    #[test]
    fn what_nobody_reads_is_counted() {
        let many: String = (0..MOST_LINES + 5).map(|i| format!("line {i}\n")).collect();
        let told = told(&files(&[]), &files(&[("a.tf", &many), ("b.tf", "x\n")]));
        assert_eq!([&told["files"][0]["left"], &told["files"][1]["left"]], [5, 1]);
        assert_eq!(told["files"][0]["added"], MOST_LINES + 5);
    }

    #[test]
    fn what_is_no_design_is_refused() {
        assert!(changes("{}", &["terraform".into(), "{}".into()], Catalogue::bundled()).is_err());
        assert!(changes("{}", &[], Catalogue::bundled()).is_err());
    }
}
