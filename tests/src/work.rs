//! What `cargo xtask bench` times, natively and in wasm alike.
use crate::{generated, plan, policies, snapshot};
use portico_core::answer::{Trace, trace, trace_flow};
use portico_core::catalogue::Catalogue;
use portico_core::checks::run_all;
use portico_core::cost::estimate;
use portico_core::document::{Document, Flow, GroupRule, Id, Peer, SecurityGroup, Shape, Workload};
use portico_core::drawing::Sheet;
use portico_core::edit::Command;
use portico_core::facts::Facts;
use portico_core::fixture::FixtureError;
use portico_core::graph::NetworkGraph;
use portico_core::interchange::imported::{Options, Sources};
use portico_core::interchange::{aws_cli, save, terraform_json};
use portico_core::matrix::{Matrix, exposed};
use portico_core::net::PortRange;
use portico_core::optimise::{Ask, optimise};
use portico_core::ordered::BTreeMap;
use portico_core::policy::{Case, Contained, Outcome, Policy, contained, decide};
use portico_core::reach::{Party, Query};
use portico_core::resilience::Drill;
use std::sync::OnceLock;

/// A design, and its network and flows where the work is about those alone.
pub struct Prepared {
    pub design: Document,
    pub graph: NetworkGraph,
    /// The design after an edit of one rule.
    edited: Document,
    /// The answers of the AWS CLI for it, where the work reads them.
    files: Sources,
    pub flows: BTreeMap<Id<Flow>, Trace>,
    /// What the studio holds of the design before the edit.
    facts: Facts,
}

/// A piece of work; what it returns keeps the compiler from leaving it out, and is told where `counts` names it.
pub struct Work {
    /// In the table, with `#` for the size.
    pub name: &'static str,
    make: fn(usize) -> Result<Document, FixtureError>,
    pub sizes: &'static [usize],
    pub run: fn(&Prepared) -> usize,
    /// What `run` counts, where it tells more than the size: times grow with it.
    pub counts: &'static str,
}

impl Work {
    /// What the work of a size is done on.
    pub fn prepare(&self, size: usize) -> Result<Prepared, FixtureError> {
        let design = (self.make)(size)?;
        let graph = NetworkGraph::build(&design.model, Catalogue::bundled());
        let mut edited = design.clone();
        let mut model = (*edited.model).clone();
        let first = model.all::<SecurityGroup>().map(|(id, _)| id).next();
        if let Some(group) = first {
            let rule = GroupRule::tcp(PortRange::HTTPS, Peer::Group(group));
            model.edit(group, |g: &mut SecurityGroup| g.ingress.push(rule));
        }
        edited.model = model.into();
        let files = match self.name {
            n if n.contains("snapshot") => snapshot::write(&design),
            n if n.contains("plan") => [("plan.json".to_string(), plan::of_kilobytes(size).into_bytes())].into(),
            _ => Sources::new(),
        };
        let flows = if self.name.starts_with("cost") {
            design.model.all::<Flow>().map(|(id, f)| (id, trace_flow(&graph, f))).collect()
        } else {
            BTreeMap::default()
        };
        let facts = Facts::new(&design, Catalogue::bundled());
        facts.graph();
        Ok(Prepared { design, graph, edited, files, flows, facts })
    }
}

const DESIGNS: &[usize] = &[100, 1_000, 5_000];
/// Services that one VPC calls.
const SERVICES: &[usize] = &[10, 100];
/// Kilobytes of a plan: ten megabytes are to be read within two seconds in a browser.
const PLANS: &[usize] = &[1_000, 10_000];
const INTERFACES: &[usize] = &[100, 1_000, 10_000];

/// Everything that is timed, in the order of the table.
pub const WORK: &[Work] = &[
    Work { name: "full analysis, # resources", make: generated::design, sizes: DESIGNS, run: analysis, counts: "" },
    Work { name: "of it the network graph, # resources", make: generated::design, sizes: DESIGNS, run: graph, counts: "" },
    Work { name: "of it graph and flows, # resources", make: generated::design, sizes: DESIGNS, run: flows, counts: "" },
    Work { name: "the drawing, # resources", make: generated::design, sizes: DESIGNS, run: drawing, counts: "" },
    Work { name: "save and open, # resources", make: generated::design, sizes: DESIGNS, run: save_and_open, counts: "" },
    Work { name: "cost and drill, # resources", make: generated::design, sizes: DESIGNS, run: cost_and_drill, counts: "" },
    Work { name: "optimise, # services", make: generated::services, sizes: SERVICES, run: cheapest, counts: "" },
    Work { name: "one question, # resources", make: generated::design, sizes: DESIGNS, run: question, counts: "" },
    Work { name: "an edit of a rule and one question again, # resources", make: generated::design, sizes: DESIGNS, run: edit, counts: "" },
    Work {
        name: "an edit of a rule as the studio makes it, trace open, # resources",
        make: generated::design,
        sizes: DESIGNS,
        run: edit_with_trace,
        counts: "",
    },
    Work { name: "all pairs, # interfaces", make: generated::campus, sizes: INTERFACES, run: pairs, counts: "classes" },
    Work { name: "what the internet reaches, # interfaces", make: generated::campus, sizes: INTERFACES, run: from_outside, counts: "" },
    Work { name: "load of a snapshot, # interfaces", make: generated::campus, sizes: INTERFACES, run: load, counts: "" },
    Work { name: "load of a plan, # KB of JSON", make: nothing, sizes: PLANS, run: load_plan, counts: "resources" },
    Work { name: "# decisions on three policies", make: nothing, sizes: &[1000], run: decisions, counts: "" },
    Work { name: "containment of # data-perimeter policies", make: nothing, sizes: &[40], run: containments, counts: "" },
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

fn drawing(p: &Prepared) -> usize {
    Sheet::of(&p.design).boxes().count()
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
    asked(&p.graph)
}

/// The same on the network after an edit, of which the graph is made again.
fn edit(p: &Prepared) -> usize {
    asked(&p.graph.after(&p.edited.model, Catalogue::bundled()))
}

/// What stands between a key and the next frame: the command, the drawing, the facts after it, and the answer that the trace panel shows.
fn edit_with_trace(p: &Prepared) -> usize {
    let Some((group, g)) = p.edited.model.all::<SecurityGroup>().next() else { return 0 };
    let command = Command::Set { node: group.node(), field: "ingress".into(), value: g.ingress.to_value() };
    let Ok(after) = p.design.apply(&command) else { return 0 };
    let facts = p.facts.after(&after);
    asked(facts.graph()) + Sheet::of(&after).boxes().count()
}

fn load(p: &Prepared) -> usize {
    aws_cli::read(p.files.clone(), &aws_cli::Options::default()).map_or(0, |i| i.design.model.len())
}

fn load_plan(p: &Prepared) -> usize {
    terraform_json::read(p.files.clone(), &Options::default()).map_or(0, |i| i.design.model.len())
}

fn asked(graph: &NetworkGraph) -> usize {
    let mut all = graph.model.all::<Workload>().filter(|(_, w)| !w.subnets.is_empty()).map(|(id, _)| id.node());
    let Some((from, to)) = all.next().zip(all.last()) else { return 0 };
    let query = Query { port: None, ..Query::tcp(Party::Node(from), Party::Node(to), 443) };
    trace(graph, &query).paths.len()
}

fn pairs(p: &Prepared) -> usize {
    Matrix::of(&p.graph).map_or(0, |m| m.classes.len())
}

fn from_outside(p: &Prepared) -> usize {
    exposed(&p.graph).len()
}

fn nothing(_: usize) -> Result<Document, FixtureError> {
    Ok(Document::default())
}

fn decisions(_: &Prepared) -> usize {
    static CASE: OnceLock<Option<Case>> = OnceLock::new();
    let Some(case) = CASE.get_or_init(policies::case) else { return 0 };
    (0..1000).filter(|_| decide(&case.policies, std::hint::black_box(&case.request)).outcome == Outcome::Allow).count()
}

fn containments(_: &Prepared) -> usize {
    static PAIRS: OnceLock<Vec<(Policy, Policy)>> = OnceLock::new();
    PAIRS.get_or_init(|| policies::pairs(40)).iter().filter(|(a, b)| contained(a, b) == Contained::Yes).count()
}
