//! The matrix and the answers for single pairs agree: on the bundled designs and on the awkward accounts.

use super::accounts::{accounts, sources};
use super::read;
use portico_core::catalogue::Catalogue;
use portico_core::graph::NetworkGraph;
use portico_core::interchange::aws_cli;
use portico_core::interchange::imported::Options;
use portico_tests::examples::NAMES;
use portico_tests::pairs::compare;

#[test]
fn matrix_and_answers_agree() {
    let designs = NAMES.iter().map(|name| ((*name).to_string(), read(name)));
    let of = |account: &serde_json::Value| {
        let files = sources(account["files"].as_object().unwrap());
        (account["name"].as_str().unwrap().to_string(), aws_cli::read(files, &Options::default()).unwrap().design)
    };
    let accounts = accounts();
    let (mut pairs, mut differ) = (0, Vec::new());
    for (name, doc) in designs.chain(accounts.iter().map(of)) {
        let found = compare(&NetworkGraph::build(&doc.model, Catalogue::bundled()));
        pairs += found.pairs;
        differ.extend(found.differ.into_iter().map(|d| format!("{name}: {d}")));
    }
    println!("{pairs} pairs");
    assert!(pairs > 500, "{pairs} pairs are too few");
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
