//! Small random networks as fixture texts: the same text for the same number.
use std::fmt::Write;

/// What may stand in a network.
#[derive(Clone, Copy, Debug, Default)]
pub struct Menu {
    pub ipv6: bool,
    pub nat: bool,
    pub peering: bool,
    pub lists: bool,
    pub service: bool,
    pub endpoints: bool,
    pub transit: bool,
    pub premises: bool,
    pub appliances: bool,
    pub balancers: bool,
    pub edge: bool,
    /// VPC Block Public Access, with exclusions.
    pub access: bool,
}

/// A generator of numbers, good enough to scatter tests. [SplitMix64]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x9e37_79b9_7f4a_7c15)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

/// Port ranges that rules use: below 8, and cuts through the ephemeral ones at 1024, 32768 and 61000.
const PORTS: [&str; 8] = ["0-3", "4-7", "2-5", "3", "6", "0-7", "1024-65535", "32768-61000"];

struct Net<'a> {
    dice: &'a mut Dice,
    menu: &'a Menu,
    /// Blocks and addresses that rules name.
    blocks: Vec<String>,
    blocks6: Vec<String>,
    out: String,
    /// Lines that come last.
    elastic: String,
}

/// One VPC's plan, made before its text so that others can refer to it.
struct Plan {
    block: String,
    block6: Option<String>,
    subnets: Vec<SubnetPlan>,
    igw: bool,
    eigw: bool,
    vgw: bool,
    nats: Vec<(usize, bool)>,
    /// Hosts that forward: name and subnet.
    appliances: Vec<(String, usize)>,
    balancers: Vec<(String, usize)>,
}

struct SubnetPlan {
    block: String,
    block6: Option<String>,
    zone: &'static str,
    hosts: Vec<(String, bool)>,
}

/// The network of a number.
pub fn network(seed: u64, menu: &Menu) -> String {
    let mut dice = Dice::new(seed);
    let vpcs = 1 + dice.below(if menu.peering || menu.transit { 3 } else { 2 });
    let overlapping = dice.chance(6);
    let plans: Vec<Plan> = (0..vpcs).map(|n| plan(&mut dice, menu, n, overlapping)).collect();
    let premises = menu.premises && dice.chance(70);
    let transit = menu.transit && dice.chance(80);
    let mut blocks: Vec<String> =
        ["0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "8.0.0.0/8", "8.8.8.8/32", "10.0.0.0/8"].map(str::to_string).into();
    let mut blocks6: Vec<String> = vec!["::/0".into(), "::/0".into()];
    for p in &plans {
        blocks.push(p.block.clone());
        blocks6.extend(p.block6.clone());
        for s in &p.subnets {
            blocks.push(s.block.clone());
            blocks.extend(s.hosts.iter().map(|(ip, _)| format!("{ip}/32")));
            blocks6.extend(s.block6.clone());
        }
    }
    if premises {
        blocks.extend(["192.168.0.0/24".into(), "192.168.0.5/32".into()]);
    }
    let mut net = Net { dice: &mut dice, menu, blocks, blocks6, out: String::new(), elastic: String::new() };
    let _ = writeln!(net.out, "region us-east-1");
    if menu.lists {
        let entries: Vec<String> = (0..1 + net.dice.below(2)).map(|_| net.dice.pick(&net.blocks)).filter(|b| !b.ends_with("/0")).collect();
        let _ = writeln!(net.out, "prefix-list places: {}", entries.join(", "));
    }
    if menu.service {
        let _ = writeln!(net.out, "prefix-list s3-ranges service s3: 52.216.0.0/15");
    }
    for (n, p) in plans.iter().enumerate() {
        net.vpc(n, p, &plans, premises, transit);
    }
    if menu.peering {
        for a in 0..vpcs {
            for b in a + 1..vpcs {
                let pending = if net.dice.chance(8) { " pending" } else { "" };
                let _ = writeln!(net.out, "peering v{a} - v{b}{pending} as pcx-{a}-{b}");
            }
        }
    }
    if premises {
        let _ = writeln!(net.out, "on-premises home 192.168.0.0/24");
    }
    if transit {
        net.transit(&plans, premises);
    }
    if premises {
        net.connections(&plans, transit);
    }
    net.out + &net.elastic
}

fn plan(dice: &mut Dice, menu: &Menu, n: usize, overlapping: bool) -> Plan {
    let second = if overlapping { 0 } else { n };
    let v6 = menu.ipv6 && dice.chance(40);
    let count = 1 + dice.below(3);
    let subnets: Vec<SubnetPlan> = (0..count)
        .map(|s| {
            let base = s * 16;
            let hosts = (0..1 + dice.below(2)).map(|h| (format!("10.{second}.0.{}", base + 4 + h), dice.chance(45))).collect();
            SubnetPlan {
                block: format!("10.{second}.0.{base}/28"),
                block6: v6.then(|| format!("2600:{n}:0:{s}::/64")),
                zone: if dice.chance(60) { "a" } else { "b" },
                hosts,
            }
        })
        .collect();
    let nats = if menu.nat {
        (0..count).map(|s| (s, dice.below(100), dice.chance(80))).filter(|n| n.1 < 40).map(|n| (n.0, n.2)).collect()
    } else {
        vec![]
    };
    let mut appliances = Vec::new();
    if menu.appliances && dice.chance(50) {
        appliances.push((format!("fw{n}"), dice.below(count)));
    }
    let mut balancers = Vec::new();
    if menu.balancers && dice.chance(40) {
        balancers.push((format!("gw{n}"), dice.below(count)));
    }
    Plan {
        block: format!("10.{second}.0.0/24"),
        block6: v6.then(|| format!("2600:{n}::/56")),
        subnets,
        igw: dice.chance(75),
        eigw: v6 && dice.chance(40),
        vgw: menu.premises && dice.chance(50),
        nats,
        appliances,
        balancers,
    }
}

impl Net<'_> {
    fn vpc(&mut self, n: usize, p: &Plan, plans: &[Plan], premises: bool, transit: bool) {
        let six = p.block6.as_ref().map(|b| format!(" ipv6 {b}")).unwrap_or_default();
        let access = if self.menu.access { self.dice.one(&["", " block-ingress", " block-ingress", " block-bidirectional"]) } else { "" };
        let _ = writeln!(self.out, "vpc v{n} {}{six}{access}", p.block);
        for (there, what) in [(p.igw, "igw"), (p.eigw, "eigw"), (p.vgw, "vgw")] {
            if there {
                let _ = writeln!(self.out, "  {what} {what}{n}");
            }
        }
        let groups = 1 + self.dice.below(3);
        for g in 0..groups {
            let rules = self.rules(n, groups, plans.len());
            let _ = writeln!(self.out, "  group g{n}-{g}: {rules}");
        }
        if self.dice.chance(20) {
            let rules = self.rules(n, groups, plans.len());
            let _ = writeln!(self.out, "  default-group: {rules}");
        }
        let acls = self.dice.below(3);
        for a in 0..acls {
            let entries = self.entries();
            let _ = writeln!(self.out, "  acl acl{n}-{a}: {entries}");
        }
        let tables = 1 + self.dice.below(3);
        for t in 0..tables {
            let propagate = if p.vgw && self.dice.chance(50) { format!(" propagate vgw{n}") } else { String::new() };
            let routes = self.routes(n, p, plans, premises, transit);
            let _ = writeln!(self.out, "  table t{n}-{t}{propagate}: {routes}");
        }
        if self.menu.edge && self.dice.chance(40) && (p.igw || p.vgw) && !(p.appliances.is_empty() && p.balancers.is_empty()) {
            let gateway = if p.igw && (!p.vgw || self.dice.chance(60)) { format!("igw{n}") } else { format!("vgw{n}") };
            let target = self.inside(p);
            let to = if self.dice.chance(50) { p.block.clone() } else { self.any_subnet(p) };
            let _ = writeln!(self.out, "  table edge{n} edge {gateway}: {to} -> {target}");
        }
        for (s, plan) in p.subnets.iter().enumerate() {
            self.subnet(n, s, plan, p, (groups, acls, tables));
        }
        if self.menu.service && self.dice.chance(60) {
            let table = self.dice.below(tables);
            let _ = writeln!(self.out, "  gateway-endpoint s3 tables t{n}-{table} as s3-{n}");
        }
        if self.menu.endpoints && self.dice.chance(50) {
            let s = self.dice.below(p.subnets.len());
            let ip = address(&p.subnets[s].block, 9);
            let group = self.dice.below(groups);
            let _ = writeln!(self.out, "  interface-endpoint ssm in s{n}-{s} at {ip} groups g{n}-{group} as ssm-{n}");
        }
        if self.menu.endpoints && self.dice.chance(30) {
            let s = self.dice.below(p.subnets.len());
            let ip = address(&p.subnets[s].block, 10);
            let group = self.dice.below(groups);
            let _ = writeln!(self.out, "  resource-endpoint orders-{n} in s{n}-{s} at {ip} groups g{n}-{group}");
        }
    }

    fn any_subnet(&mut self, p: &Plan) -> String {
        let s = self.dice.below(p.subnets.len());
        p.subnets[s].block.clone()
    }

    /// An appliance or an endpoint of a Gateway Load Balancer of the VPC.
    fn inside(&mut self, p: &Plan) -> String {
        let all: Vec<String> = p.appliances.iter().chain(&p.balancers).map(|(name, _)| name.clone()).collect();
        self.dice.pick(&all)
    }

    fn subnet(&mut self, n: usize, s: usize, plan: &SubnetPlan, p: &Plan, (groups, acls, tables): (usize, usize, usize)) {
        let six = plan.block6.as_ref().map(|b| format!(" ipv6 {b}")).unwrap_or_default();
        let table = if self.dice.chance(90) { format!(" table t{n}-{}", self.dice.below(tables)) } else { String::new() };
        let acl = if acls > 0 && self.dice.chance(60) { format!(" acl acl{n}-{}", self.dice.below(acls)) } else { String::new() };
        let access = if self.menu.access { self.dice.one(&["", "", " excluded", " excluded", " block-ingress"]) } else { "" };
        let _ = writeln!(self.out, "  subnet s{n}-{s} {} {}{six}{table}{acl}{access}", plan.zone, plan.block);
        for (h, (ip, public)) in plan.hosts.iter().enumerate() {
            let name = format!("h{n}-{s}-{h}");
            let eip = if *public { format!(" eip e-{name}") } else { String::new() };
            let group = self.host_groups(n, groups);
            match &plan.block6 {
                Some(b) => {
                    let six = b.replace("::/64", &format!("::{}", 4 + h));
                    let _ = writeln!(self.out, "    interface {name}{group} ips {ip} ipv6 {six}{eip}");
                }
                None => {
                    let _ = writeln!(self.out, "    instance {name}{group} ip {ip}{eip}");
                }
            }
            if *public {
                let _ = writeln!(self.elastic, "eip e-{name} address 50.{n}.{s}.{}", 4 + h);
            }
        }
        for (at, public) in &p.nats {
            if *at == s {
                let ip = address(&plan.block, 7);
                if *public {
                    let _ = writeln!(self.out, "    nat nat{n}-{s} ips e-nat{n}-{s} ip {ip}");
                    let _ = writeln!(self.elastic, "eip e-nat{n}-{s} address 50.{n}.{s}.7");
                } else {
                    let _ = writeln!(self.out, "    nat nat{n}-{s} private ip {ip}");
                }
            }
        }
        for (name, at) in &p.balancers {
            if *at == s {
                let does = self.dice.one(&[" forwards-all", " forwards-all", ""]);
                let _ = writeln!(self.out, "    gwlb-endpoint {name} service inspect{does}");
            }
        }
        for (name, at) in &p.appliances {
            if *at == s {
                let ip = address(&plan.block, 8);
                let does = self.dice.one(&[" forwards-all", " forwards-all", " translates", ""]);
                let check = if self.dice.chance(85) { " no-source-dest-check" } else { "" };
                let _ = writeln!(self.out, "  group g-{name}: in any from 0.0.0.0/0, out any to 0.0.0.0/0");
                let _ = writeln!(self.out, "  instance {name} in s{n}-{s} groups g-{name} ip {ip}{does}{check}");
            }
        }
    }

    fn host_groups(&mut self, n: usize, groups: usize) -> String {
        match self.dice.below(10) {
            0 if self.menu.peering => String::new(),
            1 | 2 if groups > 1 => format!(" groups g{n}-0, g{n}-1"),
            _ => format!(" groups g{n}-{}", self.dice.below(groups)),
        }
    }

    /// Protocol and ports.
    fn matched(&mut self, six: bool) -> String {
        let icmp = if six { "icmpv6" } else { "icmp" };
        match self.dice.below(10) {
            0..=3 => "any".into(),
            4..=6 => format!("tcp {}", self.dice.one(&PORTS)),
            7 => format!("udp {}", self.dice.one(&PORTS)),
            8 => self.dice.one(&["tcp", "udp"]).to_string(),
            _ => format!("{icmp}{}", self.dice.one(&["", if six { " 128" } else { " 8" }, if six { " 129" } else { " 0" }])),
        }
    }

    fn rules(&mut self, n: usize, groups: usize, vpcs: usize) -> String {
        let mut rules: Vec<String> = Vec::new();
        if self.dice.chance(65) {
            rules.push("out any to 0.0.0.0/0".into());
        }
        for _ in 0..1 + self.dice.below(4) {
            let (way, sign) = if self.dice.chance(70) { ("in", "from") } else { ("out", "to") };
            let six = self.blocks6.len() > 2 && self.dice.chance(25);
            let far = match self.dice.below(10) {
                0 | 1 => format!("g{n}-{}", self.dice.below(groups)),
                2 if vpcs > 1 && (self.menu.peering || self.menu.transit) => {
                    let other = (n + 1) % vpcs;
                    format!("g{other}-0")
                }
                3 if self.menu.lists => "places".into(),
                4 if self.menu.service => "pl-s3".into(),
                _ if six => self.dice.pick(&self.blocks6),
                _ => self.dice.pick(&self.blocks),
            };
            let what = self.matched(far.contains(':'));
            rules.push(format!("{way} {what} {sign} {far}"));
        }
        rules.join(", ")
    }

    fn entries(&mut self) -> String {
        let mut all: Vec<String> = Vec::new();
        let number = |d: &mut Dice| 1 + d.below(400);
        for (way, sign) in [("in", "from"), ("out", "to")] {
            if self.dice.chance(75) {
                all.push(format!("{way} {} allow any {sign} 0.0.0.0/0", 300 + number(self.dice)));
                if self.blocks6.len() > 2 {
                    all.push(format!("{way} {} allow any {sign} ::/0", 300 + number(self.dice)));
                }
            }
            for _ in 0..self.dice.below(4) {
                let six = self.blocks6.len() > 2 && self.dice.chance(25);
                let far = if six { self.dice.pick(&self.blocks6) } else { self.dice.pick(&self.blocks) };
                let (what, does) = (self.matched(six), self.dice.one(&["allow", "deny"]));
                all.push(format!("{way} {} {does} {what} {sign} {far}", number(self.dice)));
            }
        }
        // One number, one entry.
        let mut seen: Vec<String> = Vec::new();
        all.retain(|e| {
            let key: String = e.split(' ').take(2).collect::<Vec<_>>().join(" ");
            let new = !seen.contains(&key);
            seen.push(key);
            new
        });
        all.join(", ")
    }

    fn routes(&mut self, n: usize, p: &Plan, plans: &[Plan], premises: bool, transit: bool) -> String {
        let mut targets: Vec<String> = Vec::new();
        if p.igw {
            targets.extend([format!("igw{n}"), format!("igw{n}")]);
        }
        targets.extend(p.nats.iter().map(|(s, _)| format!("nat{n}-{s}")));
        targets.extend(p.nats.iter().map(|(s, _)| format!("nat{n}-{s}")));
        targets.extend(p.appliances.iter().chain(&p.balancers).map(|(name, _)| name.clone()));
        if p.vgw {
            targets.push(format!("vgw{n}"));
        }
        if transit {
            targets.extend(["tgw".to_string(), "tgw".to_string()]);
        }
        let mut all: Vec<(String, String)> = Vec::new();
        if !targets.is_empty() && self.dice.chance(80) {
            all.push(("0.0.0.0/0".into(), self.dice.pick(&targets)));
        }
        for (m, other) in plans.iter().enumerate().filter(|(m, _)| *m != n) {
            let mut to: Vec<String> = targets.clone();
            if self.menu.peering {
                let link = format!("pcx-{}-{}", n.min(m), n.max(m));
                to.extend([link.clone(), link.clone(), link]);
            }
            if other.block != p.block && !to.is_empty() && self.dice.chance(75) {
                let block = if self.dice.chance(70) { other.block.clone() } else { self.any_subnet(other) };
                all.push((block, self.dice.pick(&to)));
            }
            if let (Some(b), true) = (&other.block6, p.block6.is_some() && self.menu.peering && self.dice.chance(60)) {
                all.push((b.clone(), format!("pcx-{}-{}", n.min(m), n.max(m))));
            }
        }
        if premises && self.dice.chance(50) && !targets.is_empty() {
            all.push(("192.168.0.0/24".into(), self.dice.pick(&targets)));
        }
        targets.push("gone old".into());
        if self.dice.chance(25) {
            all.push((self.dice.one(&["8.0.0.0/8", "8.8.8.8/32", "0.0.0.0/1", "52.216.0.0/16"]).to_string(), self.dice.pick(&targets)));
        }
        if self.menu.lists && self.dice.chance(20) {
            let to = self.dice.pick(&targets);
            // AWS refuses lists as destinations of these endpoints.
            if !to.starts_with("gw") {
                all.push(("places".into(), to));
            }
        }
        if p.block6.is_some() {
            let mut to = vec!["gone old".to_string()];
            to.extend(p.igw.then(|| format!("igw{n}")));
            to.extend(p.igw.then(|| format!("igw{n}")));
            to.extend(p.eigw.then(|| format!("eigw{n}")));
            if self.dice.chance(75) {
                all.push(("::/0".into(), self.dice.pick(&to)));
            }
        }
        // More specific than local: only to what stands in the VPC.
        let boxes: Vec<String> = p.appliances.iter().chain(&p.balancers).map(|(name, _)| name.clone()).collect();
        if !boxes.is_empty() && self.dice.chance(30) {
            all.push((self.any_subnet(p), self.dice.pick(&boxes)));
        }
        let mut seen: Vec<String> = Vec::new();
        all.retain(|(to, _)| {
            let new = !seen.contains(to);
            seen.push(to.clone());
            new
        });
        all.iter().map(|(d, t)| format!("{d} -> {t}")).collect::<Vec<_>>().join(", ")
    }

    fn transit(&mut self, plans: &[Plan], premises: bool) {
        let references = if self.dice.chance(50) { " group-references" } else { "" };
        let _ = writeln!(self.out, "tgw tgw{references}");
        let mut attached: Vec<String> = (0..plans.len()).filter(|_| self.dice.chance(90)).map(|n| format!("v{n}")).collect();
        if premises && self.dice.chance(50) {
            attached.push("vpn".into());
        }
        let tables = 1 + self.dice.below(2);
        for t in 0..tables {
            let mut routes: Vec<String> = Vec::new();
            for (n, p) in plans.iter().enumerate() {
                if self.dice.chance(25) {
                    let to = if attached.is_empty() || self.dice.chance(20) {
                        "blackhole".into()
                    } else {
                        format!("att-{}", self.dice.pick(&attached))
                    };
                    routes.push(format!("{} -> {to}", if self.dice.chance(60) { p.block.clone() } else { p.subnets[0].block.clone() }));
                }
                let _ = n;
            }
            if !attached.is_empty() && self.dice.chance(30) {
                routes.push(format!("0.0.0.0/0 -> att-{}", self.dice.pick(&attached)));
            }
            routes.sort();
            routes.dedup_by_key(|r| r.split(' ').next().map(str::to_string));
            let _ = writeln!(self.out, "  tgw-table tt{t}: {}", routes.join(", "));
        }
        for a in &attached {
            let table = if self.dice.chance(92) { format!(" table tt{}", self.dice.below(tables)) } else { String::new() };
            let propagate: Vec<String> = (0..tables).filter(|_| self.dice.chance(75)).map(|t| format!("tt{t}")).collect();
            let propagate = if propagate.is_empty() { String::new() } else { format!(" propagate {}", propagate.join(", ")) };
            let subnets = match a.strip_prefix('v').and_then(|n| n.parse::<usize>().ok()) {
                Some(n) => {
                    let mut zones: Vec<&str> = Vec::new();
                    let mut chosen: Vec<String> = Vec::new();
                    for (s, plan) in plans[n].subnets.iter().enumerate() {
                        if !zones.contains(&plan.zone) && self.dice.chance(75) {
                            zones.push(plan.zone);
                            chosen.push(format!("s{n}-{s}"));
                        }
                    }
                    if chosen.is_empty() { format!(" in s{n}-0") } else { format!(" in {}", chosen.join(", ")) }
                }
                None => String::new(),
            };
            let _ = writeln!(self.out, "  attachment att-{a} {a}{subnets}{table}{propagate}");
        }
        if attached.iter().any(|a| a == "vpn") {
            let ways = self.dice.one(&["", " static routes 192.168.0.0/24", " down"]);
            let _ = writeln!(self.out, "vpn vpn tgw - home{ways}");
        }
    }

    /// What joins on-premises to a virtual private gateway, where no transit gateway has it.
    fn connections(&mut self, plans: &[Plan], transit: bool) {
        if transit && self.out.contains("vpn vpn") {
            return;
        }
        let Some(n) = plans.iter().position(|p| p.vgw) else { return };
        if self.dice.chance(65) {
            let ways = self.dice.one(&["", "", " static routes 192.168.0.0/24", " static routes 192.168.0.0/28", " down"]);
            let _ = writeln!(self.out, "vpn vpn vgw{n} - home{ways}");
        } else {
            let _ = writeln!(self.out, "direct-connect dx to vgw{n} premises home");
        }
    }
}

/// The address with this number in a /28.
fn address(block: &str, last: usize) -> String {
    let net: ipnet::Ipv4Net = block.parse().unwrap();
    let mut bytes = net.network().octets();
    bytes[3] += last as u8;
    std::net::Ipv4Addr::from(bytes).to_string()
}
