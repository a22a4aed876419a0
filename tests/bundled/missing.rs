//! The awkward accounts with one of their files missing: what a file would have decided is then not known, and never "reachable".

use super::accounts::{accounts, query, sources};
use portico_core::answer::{Trace, over_ipv6, trace};
use portico_core::catalogue::Catalogue;
use portico_core::document::Model;
use portico_core::graph::NetworkGraph;
use portico_core::interchange::aws_cli;
use portico_core::interchange::imported::{Options, Sources};
use portico_core::reach::{Party, Verdict, Way};
use serde_json::{Map, Value};

/// The files of an account as `aws` writes them, one for each command: what one file of the fixture holds is the answer of several.
fn apart(files: &Map<String, Value>) -> Vec<(String, Map<String, Value>)> {
    let mut out = Vec::new();
    for (name, value) in files {
        let lists = value.as_object().unwrap();
        // An answer that is about something that it names, or that is cut in pages, is one.
        if lists.len() < 4 {
            out.push((name.clone(), lists.clone()));
            continue;
        }
        let folder = name.rsplit_once('/').map_or("", |(f, _)| f);
        out.extend(lists.iter().map(|(list, v)| (format!("{folder}/{list}.json"), Map::from_iter([(list.clone(), v.clone())]))));
    }
    out
}

fn read(files: &[(String, Map<String, Value>)], without: Option<usize>) -> Option<Model> {
    let kept = files.iter().enumerate().filter(|(i, _)| Some(*i) != without);
    let all: Map<String, Value> = kept.map(|(_, (name, v))| (name.clone(), Value::Object(v.clone()))).collect();
    let files: Sources = sources(&all);
    Some(aws_cli::read(files, &Options::default()).ok()?.design.model.as_ref().clone())
}

/// The verdicts over IPv4 and IPv6 of each question.
fn answers(model: &Model, asked: &[Value]) -> Vec<Option<(Trace, Option<Verdict>)>> {
    let graph = NetworkGraph::build(model, Catalogue::bundled());
    let one = |q: &Value| {
        let t = trace(&graph, &query(model, &q[1])?);
        let six = over_ipv6(&graph, &t).map(|t| t.verdict);
        Some((t, six))
    };
    asked.iter().map(one).collect()
}

/// An empty list tells that there is nothing of what it lists. Without it the account is read once more for little: in the ordinary run that
/// is tried of some accounts.
const EMPTY_OF: usize = 10;

#[test]
fn with_a_file_missing_nothing_becomes_reachable() {
    let mut wrong = Vec::new();
    let long = std::env::var_os("PORTICO_LONG").is_some();
    for (n, account) in accounts().iter().enumerate() {
        let files = apart(account["files"].as_object().unwrap());
        let asked = account["asked"].as_array().unwrap();
        let whole = answers(&read(&files, None).unwrap(), asked);
        for (i, (left, content)) in files.iter().enumerate() {
            let empty = content.values().all(|v| v.as_array().is_some_and(Vec::is_empty));
            if empty && n % EMPTY_OF != 0 && !long {
                continue;
            }
            let Some(model) = read(&files, Some(i)) else { continue };
            for ((q, full), now) in asked.iter().zip(&whole).zip(answers(&model, asked)) {
                let (Some((full, full_six)), Some((now, six))) = (full, now) else { continue };
                let grew = |full: Verdict, now: Verdict| now == Verdict::Reachable && full != now;
                // Of an address of the internet nobody knows whether somebody has it: without the list of the account's own, one of those that
                // stand for nothing is as good as any, and what the import tells says so.
                let idle = left.ends_with("/Addresses.json")
                    && now.way() != Way::Local
                    && matches!(now.query.to, Party::Address(a) if !a.is_ipv6());
                if (!idle && grew(full.verdict, now.verdict)) || full_six.zip(six).is_some_and(|(f, n)| grew(f, n)) {
                    wrong.push(format!(
                        "{} without {left}: {} was {} {full_six:?}, is {} {six:?}",
                        account["name"], q[1], full.verdict, now.verdict
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
