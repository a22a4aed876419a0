//! What a way carries, as lines of the Path panel: the narrowest place, packets, hops; and what AWS does not publish.

use crate::ui::sentence;
use portico_core::answer::{Trace, TracePath};
use portico_core::catalogue::Catalogue;
use portico_core::graph::NetworkGraph;
use portico_core::performance::{distance, mtu, throughput};
use portico_core::reach::Verdict;
use portico_core::text;
use portico_core::text::{Arg, Segment, Text};

/// Mbps as people say them.
fn rate(mbps: u64) -> String {
    match mbps {
        0..1_000 => format!("{mbps} Mbps"),
        _ => format!("{} Gbps", mbps as f64 / 1000.0),
    }
}

fn counted(n: u32, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// Of an answer that lets packets through, and the path shown.
pub fn carries(graph: &NetworkGraph, trace: &Trace, path: &TracePath) -> Vec<Vec<Segment>> {
    if !matches!(path.verdict, Verdict::Reachable | Verdict::Depends) {
        return Vec::new();
    }
    let catalogue = Catalogue::bundled();
    let t = throughput(graph, catalogue, trace, None);
    let mut out: Vec<Text> = Vec::new();
    if let (Some(narrow), Some(sustained)) = (t.narrowest(), t.sustained()) {
        let mut at: Vec<Arg> = Vec::new();
        for l in &narrow.limits {
            if !at.contains(&l.at.into()) {
                at.push(l.at.into());
            }
        }
        let most = t.peak().filter(|p| *p > sustained).map(|p| format!(", up to {}", rate(p))).unwrap_or_default();
        out.push(text!(
            "All its ways together carry {rate}{most}; the narrowest is {at}.",
            rate = rate(sustained),
            most = most,
            at = Arg::List(at)
        ));
    }
    out.extend(t.open_questions().into_iter().map(|(_, why)| text!("{why}.", why = why.clone())));
    if let Some(single) = t.single_flow {
        out.push(text!("A single connection carries {rate} at most.", rate = rate(single)));
    }
    if let Some(n) = t.connections {
        out.push(text!("{n} connections at a time to one address and port.", n = n));
    }
    out.extend(t.grows.iter().cloned());
    let m = mtu(graph, catalogue, path);
    match m.bytes {
        Some(bytes) => out.push(text!("Packets of {bytes} bytes at most.", bytes = bytes)),
        None => out.push(text!("The largest packet is not known.")),
    }
    out.extend(m.note);
    let d = distance(graph, path);
    let mut far = vec![counted(d.devices, "device", "devices"), counted(d.zone_crossings, "zone crossing", "zone crossings")];
    if d.region_crossings > 0 {
        far.push(counted(d.region_crossings, "Region crossing", "Region crossings"));
    }
    out.push(text!("On the way: {far}. AWS publishes no latencies.", far = far.join(", ")));
    out.into_iter().map(|said| sentence(said.segments(&graph.model))).collect()
}
