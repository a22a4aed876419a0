//! `portico trace`: one question, or many.

use crate::Done;
use crate::args::Trace as Args;
use crate::what::Names;
use crate::{batch, input, what};
use portico_core::answer::{Trace, trace};
use portico_core::catalogue::Catalogue;
use portico_core::document::{Document, Model};
use portico_core::graph::{NetworkGraph, RouteTarget};
use portico_core::net::{PacketSet, Protocol};
use portico_core::reach::{Hop, HopKind, Leg, Outcome, Query, Verdict, route_text};
use serde_json::{Map, Value, json};

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let graph = NetworkGraph::build(&document.model, Catalogue::bundled());
    let names = &Names::of(&document.model);
    if let Some(file) = &args.batch {
        let text = input::text(file)?;
        return Ok(batch::run(&text, |q| question(&document, names, q).map(|q| to_json(&graph, names, &trace(&graph, &q)))));
    }
    let mut query = ends(&document, names, args.from.as_deref().unwrap_or_default(), args.to.as_deref().unwrap_or_default())?;
    query.protocol = args.protocol;
    query.port = args.port;
    query.source_port = args.source_port;
    query.source_ip = args.source_ip;
    query.one_way = args.one_way;
    checked(&query)?;
    let answer = trace(&graph, &query);
    let clean = answer.verdict != Verdict::Blocked;
    let output = if as_json { format!("{}\n", to_json(&graph, names, &answer)) } else { to_text(&graph, &answer) };
    Ok(Done { clean, output })
}

fn ends(document: &Document, names: &Names, from: &str, to: &str) -> Result<Query, String> {
    let model = &document.model;
    let default = &document.assumptions.region;
    let other = names.party(to, default).ok();
    let from = names.party(from, &what::region_of(model, other.as_ref()).unwrap_or_else(|| default.clone()))?;
    let region = what::region_of(model, Some(&from)).unwrap_or_else(|| default.clone());
    let to = names.party(to, &region)?;
    Ok(Query { from, to, protocol: Protocol::TCP, port: None, source_port: None, source_ip: None, one_way: false })
}

fn checked(q: &Query) -> Result<(), String> {
    if (q.port.is_some() || q.source_port.is_some()) && !q.protocol.has_ports() {
        return Err(format!("a port goes with tcp or udp, not with {}", q.protocol));
    }
    Ok(())
}

/// One line of a batch.
fn question(document: &Document, names: &Names, q: &Value) -> Result<Query, String> {
    let object = q.as_object().ok_or("an object is wanted: {\"from\", \"to\", …}")?;
    const KNOWN: [&str; 7] = ["from", "to", "protocol", "port", "source_ip", "source_port", "one_way"];
    if let Some(k) = object.keys().find(|k| !KNOWN.contains(&k.as_str())) {
        return Err(format!("there is no field \"{k}\" in a question"));
    }
    let text = |k: &str| match object.get(k) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(s)) => Ok(Some(s.as_str())),
        Some(_) => Err(format!("{k}: a text is wanted")),
    };
    let port = |k: &str| match object.get(k) {
        None | Some(Value::Null) => Ok(None),
        Some(v) => v.as_u64().and_then(|n| u16::try_from(n).ok()).map(Some).ok_or(format!("{k}: a port from 0 to 65535 is wanted")),
    };
    let mut query = ends(document, names, text("from")?.ok_or("\"from\" is missing")?, text("to")?.ok_or("\"to\" is missing")?)?;
    query.protocol = text("protocol")?.unwrap_or("tcp").parse()?;
    query.port = port("port")?;
    query.source_port = port("source_port")?;
    query.source_ip = text("source_ip")?.map(|s| s.parse().map_err(|_| format!("source_ip: \"{s}\" is not an address"))).transpose()?;
    query.one_way = object.get("one_way").and_then(Value::as_bool).unwrap_or(false);
    checked(&query)?;
    Ok(query)
}

fn to_json(graph: &NetworkGraph, names: &Names, t: &Trace) -> Value {
    let model = &graph.model;
    let mut out = Map::new();
    out.insert("verdict".into(), json!(t.verdict.as_str()));
    if let Some(p) = t.path() {
        out.insert("forward".into(), leg(graph, names, &p.forward));
        if let Some(back) = &p.back {
            out.insert("return".into(), leg(graph, names, back));
        }
    }
    if !t.unknowns.is_empty() {
        out.insert("unknowns".into(), t.unknowns.iter().map(|u| json!(u.render(model))).collect());
    }
    let allowed = t.path().map(|p| allowed(graph, t, &p.passes)).unwrap_or_default();
    if !allowed.is_empty() {
        out.insert("allowed".into(), Value::Array(allowed));
    }
    let blockers = t.blockers();
    if t.verdict == Verdict::Blocked && !blockers.is_empty() {
        let list: Vec<Value> = blockers
            .iter()
            .map(|h| json!({"code": h.outcome.code(), "component": names.name(h.at), "detail": h.say(graph).render(model)}))
            .collect();
        out.insert("blocked_by".into(), Value::Array(list));
    }
    if t.verdict == Verdict::Reachable
        && let Some(h) = t.witness()
    {
        let mut w = json!({
            "protocol": Protocol::Number(h.protocol).to_string(),
            "source_ip": h.source.to_string(),
            "destination_ip": h.destination.to_string(),
        });
        if Protocol::Number(h.protocol).has_ports() {
            w["source_port"] = json!(h.source_port);
            w["destination_port"] = json!(h.destination_port);
        }
        out.insert("witness".into(), w);
    }
    Value::Object(out)
}

fn leg(graph: &NetworkGraph, names: &Names, leg: &Leg) -> Value {
    json!({"verdict": leg.verdict.as_str(), "hops": leg.hops.iter().map(|h| hop(graph, names, h)).collect::<Vec<_>>()})
}

fn hop(graph: &NetworkGraph, names: &Names, h: &Hop) -> Value {
    let mut out = Map::new();
    out.insert("at".into(), json!(names.name(h.at)));
    // The contract has no kind for identity and resource policies: they judge at the endpoint's side of the path.
    let kind = if h.kind == HopKind::Policy { "endpoint-policy" } else { h.kind.as_str() };
    out.insert("kind".into(), json!(kind));
    let say = json!(h.say(graph).render(&graph.model));
    match h.outcome {
        Outcome::Passed => out.insert("allowed_by".into(), say),
        Outcome::Blocked(_) | Outcome::Denied => {
            out.insert("code".into(), json!(h.outcome.code()));
            out.insert("blocked_by".into(), say)
        }
        Outcome::Partly | Outcome::Depends => out.insert("depends_on".into(), say),
        Outcome::NotModelled => out.insert("not_modelled".into(), say),
    };
    if !h.lost.is_empty() {
        let lost: Vec<Value> = h.lost.iter().map(|l| json!(route_text(graph, &l.route))).collect();
        out.insert("lost".into(), Value::Array(lost));
    }
    Value::Object(out)
}

fn allowed(graph: &NetworkGraph, t: &Trace, set: &PacketSet) -> Vec<Value> {
    let path = t.path();
    let sources: Vec<String> = path
        .and_then(|p| p.from)
        .and_then(|i| graph.interface(i))
        .and_then(|f| f.source(false).or(f.source(true)))
        .map(host)
        .into_iter()
        .collect();
    let destinations: Vec<String> = match path.and_then(|p| p.point.as_ref()) {
        Some(portico_core::graph::Point::Known(a)) => vec![host(*a)],
        _ => vec![],
    };
    set.boxes()
        .iter()
        .map(|b| {
            let mut o = Map::new();
            let numbers = b.protocol.ranges();
            let protocol = match numbers {
                [(lo, hi)] if lo == hi => Protocol::Number(*lo).to_string(),
                _ if b.protocol.is_full() => "any".into(),
                many => many
                    .iter()
                    .map(|(lo, hi)| if lo == hi { Protocol::Number(*lo).to_string() } else { format!("{lo}-{hi}") })
                    .collect::<Vec<_>>()
                    .join(","),
            };
            let single = match numbers {
                [(lo, hi)] if lo == hi => Some(Protocol::Number(*lo)),
                _ => None,
            };
            o.insert("protocol".into(), json!(protocol));
            let ranges = |s: &portico_core::net::IntervalSet<u16>| json!(s.ranges().iter().map(|(a, b)| [*a, *b]).collect::<Vec<_>>());
            if single.is_some_and(Protocol::has_ports) {
                o.insert("ports".into(), ranges(&b.destination_port));
                o.insert("source_ports".into(), ranges(&b.source_port));
            } else if single.is_some_and(Protocol::is_icmp) && !b.destination_port.is_full() {
                let pairs: Vec<[u16; 2]> = b.destination_port.ranges().iter().map(|(a, _)| [a >> 8, a & 0xff]).collect();
                o.insert("icmp".into(), json!(pairs));
            }
            if !sources.is_empty() {
                o.insert("sources".into(), json!(sources));
            }
            if !destinations.is_empty() {
                o.insert("destinations".into(), json!(destinations));
            }
            Value::Object(o)
        })
        .collect()
}

fn host(a: std::net::IpAddr) -> String {
    format!("{a}/{}", if a.is_ipv4() { 32 } else { 128 })
}

fn to_text(graph: &NetworkGraph, t: &Trace) -> String {
    let model = &graph.model;
    let mut out = String::new();
    let mut line = |s: String| {
        out.push_str(&s);
        out.push('\n');
    };
    line(format!("{}", t.verdict).to_uppercase());
    for u in &t.unknowns {
        line(format!("  depends on: {}", u.render(model)));
    }
    if let Some(p) = t.path() {
        if t.paths.len() > 1 {
            line(format!("  (one of {} paths by which interfaces of both ends may talk)", t.paths.len()));
        }
        line("there".into());
        p.forward.hops.iter().for_each(|h| line(hop_text(graph, model, h)));
        if let Some(back) = &p.back {
            line("and back".into());
            back.hops.iter().for_each(|h| line(hop_text(graph, model, h)));
        }
        if !t.query.closed() && !p.passes.is_empty() {
            line(format!("passes: {}", portico_core::reach::ports_text(&p.passes, false)));
        }
    }
    out
}

fn hop_text(graph: &NetworkGraph, model: &Model, h: &Hop) -> String {
    let mark = match h.outcome {
        Outcome::Passed => "ok  ",
        Outcome::Partly | Outcome::Depends => "?   ",
        Outcome::Blocked(_) | Outcome::Denied => "STOP",
        Outcome::NotModelled => "n/a ",
    };
    let code = h.outcome.code().map(|c| format!("  [{c}]")).unwrap_or_default();
    let lost: String = h
        .lost
        .iter()
        .filter(|l| !matches!(l.route.target, RouteTarget::Local))
        .map(|l| format!("\n              lost: {}", route_text(graph, &l.route)))
        .collect();
    format!("  {mark} {:<15} {}{code}{lost}", h.kind.as_str(), h.say(graph).render(model))
}
