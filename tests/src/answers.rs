//! What the engine says of a design, in lines: the same natively and in a browser, to the byte.
use portico_core::catalogue::Catalogue;
use portico_core::checks;
use portico_core::document::Document;
use portico_core::facts::Facts;
use portico_core::interchange::{save, terraform};
use std::fmt::Write;
use std::path::PathBuf;

/// Flows with their ways, subnets with their classes, the month line by line, findings, and a sum over every exported file.
pub fn answers(doc: &Document) -> String {
    let facts = Facts::new(doc, Catalogue::bundled());
    let model = &doc.model;
    let mut out = String::new();
    for (id, trace) in facts.flows() {
        let through: Vec<String> = trace.path().map(|p| p.through.iter().map(|n| model.name(*n)).collect()).unwrap_or_default();
        let witness = trace.witness().map(|h| format!("{} -> {}", h.source, h.destination)).unwrap_or_default();
        let _ = writeln!(out, "flow {}: {:?} by {} {witness}", model.name(*id), trace.verdict, through.join(", "));
    }
    for (id, class) in facts.classes() {
        let _ = writeln!(out, "subnet {}: {class:?}", model.name(*id));
    }
    for c in facts.estimate().lines.iter() {
        let _ = writeln!(out, "charge {:?} on {}: {}", c.meter, model.name(c.on), c.amount.typical.exact());
    }
    let (currency, month) = facts.estimate().month();
    let _ = writeln!(out, "month {} {} {} {}", month.low.exact(), month.typical.exact(), month.high.exact(), currency.as_str());
    for f in checks::run_all(&facts) {
        let _ = writeln!(out, "finding {}: {}", f.check, f.message.render(model));
    }
    for (name, text) in &terraform::write(doc, Catalogue::bundled()) {
        let _ = writeln!(out, "file {name}: {:016x}", sum(text));
    }
    let _ = writeln!(out, "save file: {:016x}", sum(&save::write(doc)));
    out
}

/// FNV-1a, 64 bits.
fn sum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// The file that holds the answers about an example.
pub fn expected(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/answers").join(format!("{name}.txt"))
}
