//! What `cargo xtask bench` times, natively and in wasm alike.
use crate::generated;
use portico_core::answer::{Trace, trace, trace_flow};
use portico_core::catalogue::Catalogue;
use portico_core::checks::run_all;
use portico_core::cost::estimate;
use portico_core::document::{Document, Flow, Id, Workload};
use portico_core::facts::Facts;
use portico_core::fixture::FixtureError;
use portico_core::graph::NetworkGraph;
use portico_core::interchange::save;
use portico_core::matrix::{Matrix, exposed};
use portico_core::optimise::{Ask, optimise};
use portico_core::ordered::BTreeMap;
use portico_core::reach::{Party, Query};
use portico_core::resilience::Drill;

/// A design, and its network and flows where the work is about those alone.
pub struct Prepared {
    pub design: Document,
    pub graph: NetworkGraph,
    pub flows: BTreeMap<Id<Flow>, Trace>,
}

/// A piece of work; what it returns only keeps the compiler from leaving it out.
pub struct Work {
    /// In the table, with `#` for the size.
    pub name: &'static str,
    make: fn(usize) -> Result<Document, FixtureError>,
    pub sizes: &'static [usize],
    pub run: fn(&Prepared) -> usize,
}

impl Work {
    /// What the work of a size is done on.
    pub fn prepare(&self, size: usize) -> Result<Prepared, FixtureError> {
        let design = (self.make)(size)?;
        let graph = NetworkGraph::build(&design.model, Catalogue::bundled());
        let flows = design.model.all::<Flow>().map(|(id, f)| (id, trace_flow(&graph, f))).collect();
        Ok(Prepared { design, graph, flows })
    }
}

const DESIGNS: &[usize] = &[100, 1_000, 5_000];
/// Services that one VPC calls.
const SERVICES: &[usize] = &[10, 100];
const INTERFACES: &[usize] = &[100, 1_000, 10_000];

/// Everything that is timed, in the order of the table.
pub const WORK: &[Work] = &[
    Work { name: "full analysis, # resources", make: generated::design, sizes: DESIGNS, run: analysis },
    Work { name: "of it the network graph, # resources", make: generated::design, sizes: DESIGNS, run: graph },
    Work { name: "of it graph and flows, # resources", make: generated::design, sizes: DESIGNS, run: flows },
    Work { name: "save and open, # resources", make: generated::design, sizes: DESIGNS, run: save_and_open },
    Work { name: "cost and drill, # resources", make: generated::design, sizes: DESIGNS, run: cost_and_drill },
    Work { name: "optimise, # services", make: generated::services, sizes: SERVICES, run: cheapest },
    Work { name: "one question, # resources", make: generated::design, sizes: DESIGNS, run: question },
    Work { name: "all pairs, # interfaces", make: generated::campus, sizes: INTERFACES, run: pairs },
    Work { name: "what the internet reaches, # interfaces", make: generated::campus, sizes: INTERFACES, run: from_outside },
];

/// Everything that an edit of the model may set off.
fn analysis(p: &Prepared) -> usize {
    let facts = Facts::new(&p.design, Catalogue::bundled());
    facts.flows().len() + facts.classes().len() + facts.estimate().lines.len() + run_all(&facts).len()
}

fn graph(p: &Prepared) -> usize {
    let graph = NetworkGraph::build(&p.design.model, Catalogue::bundled());
    std::mem::size_of_val(&std::hint::black_box(graph))
}

fn flows(p: &Prepared) -> usize {
    Facts::new(&p.design, Catalogue::bundled()).flows().len()
}

fn save_and_open(p: &Prepared) -> usize {
    save::read(&save::write(&p.design)).map_or(0, |read| read.model.len())
}

/// The month, and every single failure, of flows that are traced.
fn cost_and_drill(p: &Prepared) -> usize {
    let catalogue = Catalogue::bundled();
    let lines = estimate(&p.design, &p.graph, &p.flows, catalogue).lines.len();
    let flows = p.flows.iter().map(|(id, t)| (id.node(), t));
    lines + Drill::new(&p.design, &p.graph, catalogue, flows).singles().len()
}

fn cheapest(p: &Prepared) -> usize {
    optimise(&Facts::new(&p.design, Catalogue::bundled()), Ask { remove_nats: true }).changes.len()
}

/// From the first workload to the last, on an open set of ports.
fn question(p: &Prepared) -> usize {
    let mut all = p.design.model.all::<Workload>().filter(|(_, w)| !w.subnets.is_empty()).map(|(id, _)| id.node());
    let Some((from, to)) = all.next().zip(all.last()) else { return 0 };
    let query = Query { port: None, ..Query::tcp(Party::Node(from), Party::Node(to), 443) };
    trace(&p.graph, &query).paths.len()
}

fn pairs(p: &Prepared) -> usize {
    Matrix::of(&p.graph).map_or(0, |m| m.classes.len())
}

fn from_outside(p: &Prepared) -> usize {
    exposed(&p.graph).len()
}
