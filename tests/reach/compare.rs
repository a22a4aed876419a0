//! Asks the engine and the reference the same things, and says where they differ.
use super::packet::{ECHO, ECHO_V6, Exchange, Fate, ICMP, ICMPV6, Origin, Packet, TCP, UDP};
use super::reference::exchanges;
use super::world::{Role, World};
use portico_core::answer::trace;
use portico_core::catalogue::Catalogue;
use portico_core::document::*;
use portico_core::fixture;
use portico_core::graph::NetworkGraph;
use portico_core::net::Protocol;
use portico_core::net::packet_set::Header;
use portico_core::reach::{Party, Query, Verdict};
use std::net::IpAddr;

/// A port from each class that the rules of `networks` can tell apart.
const SOURCES: [u16; 3] = [32768, 61000, 65535];
const TRANSLATED: [u16; 4] = [1024, 32768, 61000, 65535];
/// Internet addresses, one of each class that the rules tell apart.
const OUTSIDE: [&str; 4] = ["8.8.8.8", "8.1.1.1", "9.9.9.9", "200.0.0.1"];
const OUTSIDE_V6: &str = "2a00::1";

/// A disagreement, in words.
#[derive(Clone, Debug)]
pub struct Clash {
    /// Short and the same for the same kind of clash.
    pub kind: String,
    pub says: String,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub networks: usize,
    pub questions: usize,
    pub packets: usize,
    pub reachable: usize,
    /// Answers "depends" or "not modelled" where the reference knows.
    pub vague: usize,
    /// The same about the whole internet, which rules cut through.
    pub cut: usize,
    /// Answers of both where something is not known.
    pub unknown: usize,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, o: Self) {
        self.networks += o.networks;
        self.questions += o.questions;
        self.packets += o.packets;
        self.reachable += o.reachable;
        self.vague += o.vague;
        self.cut += o.cut;
        self.unknown += o.unknown;
    }
}

/// What the reference says over all packets that a question means.
struct Expected {
    all: bool,
    none: bool,
    unknown: bool,
}

fn expected(all: &[Exchange], good: impl Fn(&Exchange) -> bool, unknown: impl Fn(&Exchange) -> bool) -> Expected {
    Expected { all: all.iter().all(&good), none: !all.iter().any(&good), unknown: all.iter().any(unknown) }
}

impl Expected {
    /// Whether an answer is right; `None` where it is true but vague.
    fn judge(&self, engine: Verdict) -> Option<bool> {
        match (engine, self) {
            (Verdict::Reachable, e) => Some(e.all && !e.unknown),
            (Verdict::Blocked, e) => Some(e.none),
            (_, Expected { unknown: true, .. }) => Some(true),
            (Verdict::Depends, Expected { all: false, none: false, .. }) => Some(true),
            _ => None,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self { unknown: true, .. } => "unknown",
            Self { all: true, .. } => "passes",
            Self { none: true, .. } => "does not pass",
            _ => "passes in part",
        }
    }
}

/// One end of a question.
#[derive(Clone, Debug)]
struct End {
    party: Party,
    /// The addresses that it stands for.
    addresses: Vec<IpAddr>,
    origin: Option<Origin>,
}

pub struct Comparison<'a> {
    world: World<'a>,
    graph: NetworkGraph,
    pub tally: Tally,
    pub clashes: Vec<Clash>,
}

/// Every question worth asking of a network. `density` is how many of a hundred are asked.
pub fn compare(text: &str, density: usize) -> Result<(Tally, Vec<Clash>), String> {
    let doc = fixture::parse(text).map_err(|e| e.to_string())?;
    let graph = NetworkGraph::build(&doc.model, Catalogue::bundled());
    let world = World::of(&doc.model);
    if let Some(twice) = world.twice() {
        return Err(format!("{twice} is held twice, or outside its subnet"));
    }
    let mut c = Comparison { world, graph, tally: Tally { networks: 1, ..Tally::default() }, clashes: vec![] };
    let mut dice = super::networks::Dice::new(text.len() as u64);
    let (starts, ends) = (c.starts(), c.ends());
    for from in &starts {
        for to in &ends {
            c.pair(from, to, density, &mut dice);
        }
    }
    Ok((c.tally, c.clashes))
}

impl Comparison<'_> {
    fn starts(&self) -> Vec<End> {
        let hosts = self.world.nics.iter().enumerate().filter(|(_, n)| n.role == Role::Host);
        let mut out: Vec<End> =
            hosts.map(|(i, n)| End { party: Party::Node(n.owner), addresses: n.addresses.clone(), origin: Some(Origin::Nic(i)) }).collect();
        let outside = OUTSIDE.iter().chain(&[OUTSIDE_V6]).map(|a| a.parse().unwrap()).collect();
        out.push(End { party: Party::Internet, addresses: outside, origin: Some(Origin::Internet) });
        for (id, p) in self.world.model.all::<OnPremises>() {
            // One of each class that rules and static routes tell apart.
            let all = ["192.168.0.1", "192.168.0.5", "192.168.0.99"].map(|a| a.parse().unwrap());
            let addresses: Vec<IpAddr> = all.into_iter().filter(|a| p.cidrs.iter().any(|c| c.contains(a))).collect();
            out.push(End { party: Party::Node(id.node()), addresses, origin: Some(Origin::Premises(id.node())) });
        }
        out
    }

    fn ends(&self) -> Vec<End> {
        let address = |a: IpAddr| End { party: Party::Address(a), addresses: vec![a], origin: None };
        let mut out: Vec<End> = Vec::new();
        for n in &self.world.nics {
            out.extend(n.addresses.iter().map(|a| address(*a)));
            out.extend(n.public.map(|(p, _)| address(p.into())));
            if n.role != Role::Nat {
                let target = n.addresses.first().copied().into_iter().collect();
                out.push(End { party: Party::Node(n.owner), addresses: target, origin: None });
            }
        }
        for (_, v) in self.world.model.all::<Vpc>() {
            out.extend(v.cidrs.first().map(|c| address(c.broadcast().into())));
        }
        for a in [OUTSIDE[0], OUTSIDE[2], OUTSIDE_V6, "192.168.0.5", "192.168.0.99", "52.216.0.1", "10.200.0.1"] {
            out.push(address(a.parse().unwrap()));
        }
        out.push(End { party: Party::Internet, addresses: OUTSIDE.iter().map(|a| a.parse().unwrap()).collect(), origin: None });
        out.dedup_by(|a, b| a.party == b.party);
        out
    }

    fn pair(&mut self, from: &End, to: &End, density: usize, dice: &mut super::networks::Dice) {
        let Some(origin) = from.origin else { return };
        let v6 = self.seen(to, origin).first().is_some_and(IpAddr::is_ipv6);
        let sources: Vec<IpAddr> = from.addresses.iter().copied().filter(|a| a.is_ipv6() == v6).collect();
        let own = match origin {
            Origin::Nic(n) => self.world.nics[n].public.map(|(p, _)| IpAddr::V4(p)),
            _ => None,
        };
        let itself = from.addresses.iter().chain(&own).any(|a| to.addresses.contains(a)) || from.party == to.party;
        let from_outside = from.party == Party::Internet;
        // The engine takes a public address for an interface's own only from inside; from outside it is asked by the interface.
        if sources.is_empty() || itself || (from_outside && !matches!(to.party, Party::Node(_))) {
            return;
        }
        for (protocol, number) in [
            (Protocol::TCP, TCP),
            (Protocol::UDP, UDP),
            (if v6 { Protocol::ICMPV6 } else { Protocol::ICMP }, if v6 { ICMPV6 } else { ICMP }),
        ] {
            if protocol.is_icmp() {
                if dice.chance(density.max(30)) {
                    self.ask(from, to, origin, &sources, (protocol, number), (None, None));
                }
                continue;
            }
            for port in 0..8u16 {
                if dice.chance(density) {
                    self.ask(from, to, origin, &sources, (protocol, number), (Some(port), None));
                }
                if dice.chance(density / 2) {
                    let source = dice.below(8) as u16;
                    self.ask(from, to, origin, &sources, (protocol, number), (Some(port), Some(source)));
                }
            }
            if let ([a], [b]) = (sources.as_slice(), self.seen(to, origin).as_slice())
                && dice.chance(density.max(25))
            {
                let source = if dice.chance(50) { None } else { Some(dice.below(8) as u16) };
                self.ask_open(from, to, origin, (*a, *b), (protocol, number), source);
            }
        }
    }

    /// Whether a packet came to what was asked for, and not to another that has the same address elsewhere.
    fn right(&self, to: &End, e: &Exchange) -> bool {
        match (&to.party, e.there) {
            (Party::Node(n), Fate::Delivered(nic)) => self.world.nics[nic].owner == *n,
            _ => true,
        }
    }

    /// The address that packets are for, as seen from where they begin: from the internet a host has its public address.
    fn seen(&self, to: &End, origin: Origin) -> Vec<IpAddr> {
        match (&to.party, origin) {
            (Party::Node(n), Origin::Internet) => {
                let Some(nic) = self.world.nics.iter().find(|x| x.owner == *n) else { return vec![] };
                let public = nic.public.map(|(p, _)| IpAddr::V4(p));
                let six = nic.addresses.iter().copied().find(IpAddr::is_ipv6);
                public.or(six).or(to.addresses.first().copied()).into_iter().collect()
            }
            _ => to.addresses.clone(),
        }
    }

    fn query(from: &End, to: &End, protocol: Protocol, port: Option<u16>, source_port: Option<u16>) -> Query {
        Query {
            from: from.party.clone(),
            to: to.party.clone(),
            protocol,
            port,
            source_port,
            source_ip: None,
            icmp: None,
            one_way: false,
            v6: None,
        }
    }

    /// One question with one answer.
    fn ask(
        &mut self,
        from: &End,
        to: &End,
        origin: Origin,
        sources: &[IpAddr],
        (protocol, number): (Protocol, u8),
        (port, source): (Option<u16>, Option<u16>),
    ) {
        let mut all: Vec<Exchange> = Vec::new();
        let ports: Vec<u16> = match (source, protocol.is_icmp()) {
            (_, true) => vec![0],
            (Some(p), _) => vec![p],
            (None, _) => SOURCES.into(),
        };
        let echo = if number == ICMPV6 { ECHO_V6 } else { ECHO };
        for destination in self.seen(to, origin) {
            for s in sources {
                for p in &ports {
                    let packet =
                        Packet { source: *s, destination, protocol: number, source_port: *p, destination_port: port.unwrap_or(echo) };
                    all.extend(exchanges(&self.world, packet, origin, &TRANSLATED));
                }
            }
        }
        let t = trace(&self.graph, &Self::query(from, to, protocol, port, source));
        self.tally.questions += 1;
        self.tally.packets += all.len();
        let right = |e: &Exchange| self.right(to, e);
        let whole = expected(&all, |e| e.works() && right(e), |e| e.unknown());
        let there = expected(&all, |e| e.there.arrived() && right(e), |e| matches!(e.there, Fate::Unknown(_)));
        self.tally.reachable += usize::from(whole.all);
        let forward = t.forward();
        for (leg, engine, want) in [("exchange", t.verdict, &whole), ("forward", forward, &there)] {
            match want.judge(engine) {
                Some(true) => self.tally.unknown += usize::from(want.unknown),
                // The internet is one opaque point to the engine, so rules that cut it leave every answer open.
                None if [&from.party, &to.party].contains(&&Party::Internet) => self.tally.cut += 1,
                None => {
                    self.tally.vague += 1;
                    if std::env::var("PORTICO_VAGUE").is_ok() {
                        let says = self.describe(&t, from, to, &all);
                        self.clashes.push(Clash { kind: format!("{leg}: vague {engine:?}, reference {}", want.word()), says });
                    }
                }
                Some(false) => {
                    let says = self.describe(&t, from, to, &all);
                    self.clashes.push(Clash { kind: format!("{leg}: engine {engine:?}, reference {}", want.word()), says });
                }
            }
        }
    }

    /// What passes: packet for packet.
    fn ask_open(
        &mut self,
        from: &End,
        to: &End,
        origin: Origin,
        (a, b): (IpAddr, IpAddr),
        (protocol, number): (Protocol, u8),
        source: Option<u16>,
    ) {
        let t = trace(&self.graph, &Self::query(from, to, protocol, None, source));
        let ports: Vec<u16> = source.map_or(SOURCES.into(), |p| vec![p]);
        let [path] = t.paths.as_slice() else { return };
        self.tally.questions += 1;
        for port in (0..8).chain([1023, 1024, 61000, 61001, 65535]) {
            for p in &ports {
                let packet = Packet { source: a, destination: b, protocol: number, source_port: *p, destination_port: port };
                let all = exchanges(&self.world, packet, origin, &TRANSLATED);
                self.tally.packets += all.len();
                let header = Header { source: a, destination: b, protocol: number, source_port: *p, destination_port: port };
                let engine = path.passes.contains(&header);
                let reference = all.iter().all(|e| e.works() && self.right(to, e));
                if engine == reference {
                    continue;
                }
                // What may pass or not is not in the set.
                if !engine && !matches!(t.verdict, Verdict::Blocked) && path.verdict == Verdict::Depends {
                    self.tally.vague += 1;
                    continue;
                }
                let says = format!("packet {packet:?}\n{}", self.describe(&t, from, to, &all));
                self.clashes.push(Clash { kind: format!("what passes: engine {engine}, reference {reference}"), says });
                return;
            }
        }
    }

    fn describe(&self, t: &portico_core::answer::Trace, from: &End, to: &End, all: &[Exchange]) -> String {
        let Query { protocol, port, source_port: source, .. } = t.query;
        let model = self.world.model;
        let name = |p: &Party| match p {
            Party::Node(n) => model.name(*n),
            other => format!("{other:?}"),
        };
        let mut out = format!(
            "{} -> {} {protocol} port {port:?} source port {source:?}: engine {:?}\n",
            name(&from.party),
            name(&to.party),
            t.verdict
        );
        for e in all.iter().take(4) {
            out += &format!("  reference: {:?} back {:?} home {}\n", e.there, e.back, e.home);
        }
        for p in &t.paths {
            out += &format!("  engine path {:?} forward {:?}\n", p.verdict, p.forward.verdict);
            for (leg, hops) in [("there", &p.forward.hops)].into_iter().chain(p.back.iter().map(|b| ("back", &b.hops))) {
                for h in hops {
                    out += &format!("    {leg} {:?} {} {}\n", h.outcome, h.kind, h.say(&self.graph).render(model));
                }
            }
        }
        out
    }
}
