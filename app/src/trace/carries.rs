//! What a way carries, as lines of the Path panel: the narrowest place, packets, hops; and what AWS does not publish.

use crate::language::InLanguage;
use crate::ui::sentence;
use portico_core::answer::{Trace, TracePath};
use portico_core::catalogue::Catalogue;
use portico_core::document::Usage;
use portico_core::graph::NetworkGraph;
use portico_core::performance::{distance, mtu, rate, throughput};
use portico_core::reach::Verdict;
use portico_core::text;
use portico_core::text::{Segment, Text};

fn counted(n: u32, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// Requests as a rate and a size, which say more than a month's count.
fn requests_text(kilo: u32, gb: u32) -> Option<Text> {
    // A month of 730 hours has 2,628,000 seconds.
    let (a_month, seconds) = (u64::from(kilo) * 1000, 2_628_000);
    let each = (u64::from(gb) * 1_000_000).checked_div(a_month)?;
    let often = match a_month / seconds {
        0 => crate::say!("{n} an hour", n = a_month / 730),
        n => crate::say!("{n} a second", n = n),
    };
    Some(text!(
        "Its requests: {often} on average, of about {each} KB. AWS bills none of the meters on the way by the request.",
        often = often,
        each = each
    ))
}

/// Of an answer that lets packets through, and the path shown; `usage` where somebody said how much there is.
pub fn carries(graph: &NetworkGraph, trace: &Trace, path: &TracePath, usage: Option<&Usage>) -> Vec<Vec<Segment>> {
    if !matches!(path.verdict, Verdict::Reachable | Verdict::Depends) {
        return Vec::new();
    }
    let catalogue = Catalogue::bundled();
    let t = throughput(graph, catalogue, trace, None);
    let mut out: Vec<Text> = Vec::new();
    out.extend(usage.and_then(|u| t.burst(u)));
    out.extend(t.narrowest_place());
    out.extend(t.open_questions().into_iter().map(|(_, why)| text!("{why}.", why = why.clone())));
    if let Some(single) = t.single_flow {
        out.push(text!("A single connection carries {rate} at most.", rate = rate(single)));
    }
    if let Some(n) = t.connections {
        out.push(text!("{n} connections at a time to one address and port.", n = n));
    }
    out.extend(t.grows.iter().cloned());
    if let Some(requests) = usage.and_then(|u| Some((u.kilo_requests.as_ref()?.typical, u.gb.typical))) {
        out.extend(requests_text(requests.0, requests.1));
    }
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
    out.into_iter().map(|said| sentence(said.said(&graph.model))).collect()
}
