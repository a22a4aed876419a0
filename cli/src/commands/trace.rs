//! `portico trace`: one question, or many.

use crate::Done;
use crate::args::Trace as Args;
use crate::what::Names;
use crate::{batch, input, what};
use portico_core::answer::{Trace, over_ipv6, trace};
use portico_core::catalogue::Catalogue;
use portico_core::document::{Document, Model};
use portico_core::graph::{NetworkGraph, RouteTarget};
use portico_core::net::packet_set::{AddressSet, blocks_of};
use portico_core::net::{PacketSet, Protocol};
use portico_core::reach::{Hop, HopKind, Leg, Outcome, Query, Verdict, route_text, transit_text};
use serde_json::{Map, Value, json};

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let graph = NetworkGraph::build(&document.model, Catalogue::bundled());
    let names = &Names::of(&document.model);
    if let Some(file) = &args.batch {
        let text = input::text(file)?;
        return Ok(batch::run(&text, |q| question(&document, names, q).map(|q| both_versions(&graph, names, &trace(&graph, &q)))));
    }
    let mut query = ends(&document, names, args.from.as_deref().unwrap_or_default(), args.to.as_deref().unwrap_or_default())?;
    query.protocol = args.protocol;
    query.port = args.port;
    query.source_port = args.source_port;
    query.source_ip = args.source_ip;
    query.one_way = args.one_way;
    query.icmp = args.icmp.as_deref().map(icmp).transpose()?;
    checked(&query)?;
    let answer = trace(&graph, &query);
    let clean = answer.verdict != Verdict::Blocked;
    let output = if as_json { format!("{}\n", both_versions(&graph, names, &answer)) } else { to_text(&graph, &answer) };
    Ok(Done { clean, output })
}

fn ends(document: &Document, names: &Names, from: &str, to: &str) -> Result<Query, String> {
    let model = &document.model;
    let default = &document.assumptions.region;
    let other = names.party(to, default).ok();
    let from = names.party(from, &what::region_of(model, other.as_ref()).unwrap_or_else(|| default.clone()))?;
    let region = what::region_of(model, Some(&from)).unwrap_or_else(|| default.clone());
    let to = names.party(to, &region)?;
    Ok(Query { from, to, protocol: Protocol::TCP, port: None, source_port: None, source_ip: None, icmp: None, one_way: false, v6: None })
}

fn checked(q: &Query) -> Result<(), String> {
    if (q.port.is_some() || q.source_port.is_some()) && !q.protocol.has_ports() {
        return Err(format!("a port goes with tcp or udp, not with {}", q.protocol));
    }
    if q.icmp.is_some() && !q.protocol.is_icmp() {
        return Err(format!("an ICMP type goes with icmp or icmpv6, not with {}", q.protocol));
    }
    Ok(())
}

/// `8` or `3/4`: an ICMP type, with a code or any.
fn icmp(text: &str) -> Result<(u8, Option<u8>), String> {
    let bad = || format!("icmp: \"{text}\" is not a type such as 8, or a type and code such as 3/4");
    let (kind, code) = text.split_once('/').map_or((text, None), |(k, c)| (k, Some(c)));
    Ok((kind.parse().map_err(|_| bad())?, code.map(str::parse).transpose().map_err(|_| bad())?))
}

/// One line of a batch.
fn question(document: &Document, names: &Names, q: &Value) -> Result<Query, String> {
    let object = q.as_object().ok_or("an object is wanted: {\"from\", \"to\", …}")?;
    const KNOWN: [&str; 8] = ["from", "to", "protocol", "port", "source_ip", "source_port", "icmp", "one_way"];
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
    query.protocol = match object.get("protocol") {
        Some(Value::Number(n)) => n.to_string().parse()?,
        _ => text("protocol")?.unwrap_or("tcp").parse()?,
    };
    query.port = port("port")?;
    query.source_port = port("source_port")?;
    query.source_ip = text("source_ip")?.map(|s| s.parse().map_err(|_| format!("source_ip: \"{s}\" is not an address"))).transpose()?;
    query.icmp = text("icmp")?.map(icmp).transpose()?;
    query.one_way = match object.get("one_way") {
        None | Some(Value::Null) => false,
        Some(v) => v.as_bool().ok_or("one_way: true or false is wanted")?,
    };
    checked(&query)?;
    Ok(query)
}

/// The answer, and beside it what IPv6 does where both ends are named and have it.
fn both_versions(graph: &NetworkGraph, names: &Names, t: &Trace) -> Value {
    let mut out = to_json(graph, names, t);
    if let (Value::Object(o), Some(six)) = (&mut out, over_ipv6(graph, t)) {
        o.insert("ipv6".into(), to_json(graph, names, &six));
    }
    out
}

fn to_json(graph: &NetworkGraph, names: &Names, t: &Trace) -> Value {
    let model = &graph.model;
    let mut out = Map::new();
    out.insert("verdict".into(), json!(t.verdict.as_str()));
    if let Some(p) = t.path() {
        out.insert("forward".into(), leg(graph, names, t.forward(), &p.forward));
        if let Some((back, verdict)) = p.back.as_ref().zip(t.back()) {
            out.insert("return".into(), leg(graph, names, verdict, back));
        }
    }
    if !t.unknowns.is_empty() {
        out.insert("unknowns".into(), t.unknowns.iter().map(|u| json!(u.render(model))).collect());
    }
    let disputed = t.contradictions();
    if !disputed.is_empty() {
        out.insert("contradictions".into(), disputed.iter().map(|c| json!(c.say())).collect());
    }
    let allowed = allowed(&t.allowed());
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

/// The verdict is that of every way packets may take, the hops those of the one that explains it best.
fn leg(graph: &NetworkGraph, names: &Names, verdict: Verdict, leg: &Leg) -> Value {
    json!({"verdict": verdict.as_str(), "hops": leg.hops.iter().map(|h| hop(graph, names, h)).collect::<Vec<_>>()})
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
        Outcome::Blocked(_) | Outcome::Denied => out.insert("blocked_by".into(), say),
        Outcome::Partly | Outcome::Depends => out.insert("depends_on".into(), say),
        Outcome::NotModelled => out.insert("not_modelled".into(), say),
    };
    if let Some(code) = h.code() {
        out.insert("code".into(), json!(code));
    }
    let transit = h.lost_in_transit.iter().map(|(r, _)| json!(transit_text(graph, r)));
    let lost: Vec<Value> = h.lost.iter().map(|l| json!(route_text(graph, &l.route))).chain(transit).collect();
    if !lost.is_empty() {
        out.insert("lost".into(), Value::Array(lost));
    }
    Value::Object(out)
}

/// What makes the whole trip: by protocol, ports and addresses.
fn allowed(set: &PacketSet) -> Vec<Value> {
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
                o.insert("icmp".into(), json!(icmp_pairs(&b.destination_port)));
            }
            for (end, addresses) in [("sources", &b.source.set()), ("destinations", &b.destination.set())] {
                if !addresses.is_full() {
                    o.insert(end.into(), blocks_of(addresses).iter().map(|n| json!(n.to_string())).collect());
                }
            }
            Value::Object(o)
        })
        .collect()
}

/// ICMP types and codes; a code of -1 is any.
fn icmp_pairs(set: &portico_core::net::IntervalSet<u16>) -> Vec<[i32; 2]> {
    let mut out = Vec::new();
    for (lo, hi) in set.ranges() {
        for kind in lo >> 8..=hi >> 8 {
            let first = (*lo).max(kind << 8) & 0xff;
            let last = (*hi).min((kind << 8) | 0xff) & 0xff;
            match (first, last) {
                (0, 0xff) => out.push([i32::from(kind), -1]),
                _ => out.extend((first..=last).map(|code| [i32::from(kind), i32::from(code)])),
            }
        }
    }
    out
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
    for c in t.contradictions() {
        line(format!("  {}", c.say()));
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
        for b in t.allowed().boxes().iter().filter(|b| t.paths.len() > 1 && !(b.source.is_full() && b.destination.is_full())).take(16) {
            let list = |s: &AddressSet| blocks_of(s).iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let end = |s: &AddressSet| if s.is_full() { "anywhere".into() } else { list(s) };
            line(format!("for certain from {} to {}", end(&b.source.set()), end(&b.destination.set())));
        }
    }
    if let Some(six) = over_ipv6(graph, t) {
        line(format!("over IPv6: {}", six.verdict).to_uppercase());
        six.unknowns.iter().for_each(|u| line(format!("  depends on: {}", u.render(model))));
        six.blockers().into_iter().for_each(|h| line(hop_text(graph, model, h)));
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
    let code = h.code().map(|c| format!("  [{c}]")).unwrap_or_default();
    let lost: String = h
        .lost
        .iter()
        .filter(|l| !matches!(l.route.target, RouteTarget::Local))
        .map(|l| format!("\n              lost: {}", route_text(graph, &l.route)))
        .chain(h.lost_in_transit.iter().map(|(r, _)| format!("\n              lost: {}", transit_text(graph, r))))
        .collect();
    format!("  {mark} {:<15} {}{code}{lost}", h.kind.as_str(), h.say(graph).render(model))
}
