//! What `cargo xtask bench` times, natively and in wasm alike.
use portico_core::catalogue::Catalogue;
use portico_core::checks::run_all;
use portico_core::document::Document;
use portico_core::facts::Facts;
use portico_core::graph::NetworkGraph;
use portico_core::interchange::save;

/// A piece of work on a design; what it returns only keeps the compiler from leaving it out.
pub type Work = fn(&Document, &Catalogue) -> usize;

/// Each with its name in the table.
pub const WORK: [(&str, Work); 4] =
    [("full analysis", analysis), ("of it the network graph", graph), ("of it graph and flows", flows), ("save and open", save_and_open)];

/// Everything that an edit of the model may set off.
fn analysis(design: &Document, catalogue: &Catalogue) -> usize {
    let facts = Facts::new(design, catalogue);
    facts.flows().len() + facts.classes().len() + facts.estimate().lines.len() + run_all(&facts).len()
}

fn graph(design: &Document, catalogue: &Catalogue) -> usize {
    let graph = NetworkGraph::build(&design.model, catalogue);
    std::mem::size_of_val(&std::hint::black_box(graph))
}

fn flows(design: &Document, catalogue: &Catalogue) -> usize {
    Facts::new(design, catalogue).flows().len()
}

fn save_and_open(design: &Document, _: &Catalogue) -> usize {
    save::read(&save::write(design)).map_or(0, |read| read.model.len())
}
