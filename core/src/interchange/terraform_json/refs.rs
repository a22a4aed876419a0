//! What names in the configuration of a plan can mean: through variables and outputs of modules to instances of resources.

use super::value::{bare, key, steps};
use crate::interchange::aws_cli::json::Json;
use crate::interchange::item::{Index, Item};
use crate::ordered::{BTreeMap, BTreeSet};

/// Modules and variables that a name is followed through.
const DEPTH: usize = 24;
/// Candidates that are looked at for one argument.
const MANY: usize = 2000;

pub struct Scope<'a> {
    configuration: &'a Json,
    variables: &'a Json,
    /// Instances by their address without the last key: in order of the plan.
    instances: BTreeMap<String, Vec<String>>,
    /// Addresses of module instances, by the address without the last key.
    modules: BTreeMap<String, BTreeSet<String>>,
    /// Addresses by module and type.
    kinds: BTreeMap<(String, String), Vec<String>>,
}

/// Instances of one resource that an argument may refer to.
pub struct Candidates {
    pub instances: Vec<String>,
    pub attribute: String,
    /// It is a field of something that the plan does not show in parts: what else stands there is a candidate too.
    pub among: bool,
}

/// What a name was followed to: a resource without its key, the key where there is one, the attribute that is wanted.
#[derive(PartialEq, Eq)]
struct Base {
    of: String,
    key: Option<String>,
    attribute: String,
    among: bool,
}

/// How a name is followed: who said it, and what is wanted of what it leads to.
#[derive(Clone, Copy)]
struct Way<'a, 'k> {
    /// The resource or the call whose expression it is: `each` is of its `for_each`.
    owner: &'a Json,
    /// The key in a map or the place in a list that a variable or an output leads to.
    key: Option<&'k str>,
    among: bool,
    depth: usize,
}

impl Candidates {
    /// The instance of the same key; with `element` a list goes round.
    pub fn of(&self, own: Option<&Index>) -> Option<String> {
        match own? {
            Index::Key(k) => {
                let key = serde_json::to_string(&**k).ok()?;
                self.instances.iter().find(|i| i.ends_with(&format!("[{key}]"))).cloned()
            }
            Index::Number(n) => {
                let numbered = self.instances.iter().all(|i| i.ends_with(']') && !i.ends_with("\"]"));
                let n = usize::try_from(*n).ok()?.checked_rem(self.instances.len())?;
                self.instances.get(n).filter(|_| numbered).cloned()
            }
        }
    }
}

impl Candidates {
    /// The instances one of whose keys, or of their modules', stands in a key between its separators.
    pub fn within(&self, own: &str) -> Vec<String> {
        let apart = |c: char| !c.is_alphanumeric();
        let stands = |k: &str| {
            !k.is_empty()
                && own.match_indices(k).any(|(i, _)| {
                    let before = own.get(..i).unwrap_or_default().chars().next_back().is_none_or(apart);
                    before && own.get(i + k.len()..).unwrap_or_default().chars().next().is_none_or(apart)
                })
        };
        let keys = |address: &str| {
            steps(address).into_iter().filter_map(key).filter_map(|k| serde_json::from_str::<String>(k).ok()).collect::<Vec<_>>()
        };
        self.instances.iter().filter(|i| keys(i).iter().any(|k| stands(k))).cloned().collect()
    }

    /// The instance at this place in order.
    pub fn nth(&self, n: i64) -> Option<String> {
        self.instances.get(usize::try_from(n).ok()?).cloned()
    }
}

#[derive(Default)]
pub struct Found {
    pub found: Vec<Candidates>,
    /// The argument is chosen by the resource's own key or count.
    pub by_key: bool,
    /// It is chosen by something else that the plan does not show.
    pub by_value: bool,
}

fn parent(module: &str) -> Option<(&str, &str)> {
    let all = steps(module);
    let last = all.last()?;
    let head = module.len().checked_sub(last.len() + "module.".len())?;
    Some((module.get(..head)?.trim_end_matches('.'), last))
}

/// The module that an address is in: `module.a[0]` of `module.a[0].aws_vpc.this`.
pub fn module_of(address: &str) -> String {
    let all = steps(address);
    let mut n = 0;
    while all.get(n) == Some(&"module") {
        n += 2;
    }
    all.get(..n).unwrap_or_default().join(".")
}

fn join(module: &str, rest: &str) -> String {
    if module.is_empty() { rest.into() } else { format!("{module}.{rest}") }
}

impl<'a> Scope<'a> {
    pub fn new(plan: &'a Json, items: &[Item]) -> Self {
        let mut out = Self {
            configuration: plan.get("configuration"),
            variables: plan.get("variables"),
            instances: BTreeMap::new(),
            modules: BTreeMap::new(),
            kinds: BTreeMap::new(),
        };
        for item in items {
            let address = item.address.to_string();
            let base = if item.index.is_some() { address.rsplit_once('[').map_or(address.as_str(), |(b, _)| b) } else { address.as_str() };
            out.instances.entry(base.to_string()).or_default().push(address.clone());
            let mut module = module_of(&address);
            out.kinds.entry((module.clone(), item.kind.clone())).or_default().push(address.clone());
            while let Some((up, last)) = parent(&module).map(|(u, l)| (u.to_string(), l.to_string())) {
                let base = join(&up, &format!("module.{}", bare(&last)));
                if !out.modules.entry(base).or_default().insert(module.clone()) {
                    break;
                }
                module = up;
            }
        }
        out
    }

    /// The configuration of a module.
    fn module(&self, module: &str) -> &'a Json {
        let mut at = self.configuration.get("root_module");
        for step in steps(module).chunks(2) {
            if let ["module", name] = step {
                at = plain(plain(at, "module_calls"), bare(name));
                at = plain(at, "module");
            }
        }
        at
    }

    fn call(&self, module: &str) -> Option<(String, &'a Json)> {
        let (up, last) = parent(module)?;
        Some((up.to_string(), plain(plain(self.module(up), "module_calls"), bare(last))))
    }

    fn resource(&self, address: &str) -> &'a Json {
        const NULL: Json = Json::Null;
        let module = module_of(address);
        let own = address.get(if module.is_empty() { 0 } else { module.len() + 1 }..).unwrap_or_default();
        let own = steps(own).iter().map(|s| bare(s)).collect::<Vec<_>>().join(".");
        let all = self.module(&module).get("resources").list();
        all.iter().find(|r| r.get("address").text() == Some(&own)).unwrap_or(&NULL)
    }

    pub fn expression(&self, address: &str, name: &str) -> &'a Json {
        plain(self.resource(address).get("expressions"), name)
    }

    /// The region of a resource's provider.
    pub fn region(&self, address: &str) -> Option<String> {
        let key = self.resource(address).get("provider_config_key").text()?;
        let providers = self.configuration.get("provider_config");
        let region = plain(plain(providers, key).get("expressions"), "region");
        if let Some(region) = region.get("constant_value").text() {
            return Some(region.into());
        }
        let names = region.get("references").list().iter().filter_map(Json::text);
        let name = names.filter_map(|n| n.strip_prefix("var.")).next()?;
        plain(self.variables, name).get("value").text().map(Into::into)
    }

    /// What names in the configuration of a resource can mean, for an argument of this name.
    pub fn candidates(&self, references: &[String], address: &str, name: &str) -> Found {
        let mut out = Found::default();
        let (mut bases, mut found): (Vec<Base>, Vec<(bool, Candidates)>) = (Vec::new(), Vec::new());
        let way = Way { owner: self.resource(address), key: None, among: false, depth: DEPTH };
        self.follow(references, &module_of(address), way, &mut out, &mut bases);
        for base in bases {
            let mut instances = self.instances.get(&base.of).cloned().unwrap_or_default();
            if let Some(key) = base.key {
                let same: Vec<String> = instances.iter().filter(|i| i.ends_with(&format!("[{key}]"))).cloned().collect();
                // A key on the way need not be the resource's own.
                if !base.among || !same.is_empty() {
                    instances = same;
                }
            }
            if !instances.is_empty() && (!base.among || fits(name, &base.of, &base.attribute)) {
                found.push((fits(name, &base.of, &base.attribute), Candidates { instances, attribute: base.attribute, among: base.among }));
            }
        }
        // What an expression only compares with, as the subnet of a firewall's endpoint, is not what it gives.
        let any = found.iter().any(|(fits, _)| *fits);
        out.found = found.into_iter().filter(|(fits, _)| *fits || !any).map(|(_, c)| c).collect();
        out
    }

    fn follow<'k>(&self, references: &'k [String], module: &str, way: Way<'a, 'k>, out: &mut Found, bases: &mut Vec<Base>) {
        let Some(depth) = way.depth.checked_sub(1) else { return };
        // `aws_vpc.main.id` stands beside `aws_vpc.main`: the longer says more.
        let longer = |r: &String| {
            references
                .iter()
                .any(|o| o.len() > r.len() && o.starts_with(r.as_str()) && [Some(&b'.'), Some(&b'[')].contains(&o.as_bytes().get(r.len())))
        };
        for r in references.iter().filter(|r| !longer(r)) {
            if bases.len() > MANY {
                return;
            }
            let all = steps(r);
            // What is wanted of what a name leads to: its own key, else that of the name before.
            let on = |of: &'k str, rest: &[&str], owner| {
                let own = key(of).filter(|k| *k != "*");
                Way { owner, key: own.or(way.key), among: way.among || !rest.is_empty() || own.is_some(), depth }
            };
            match all.as_slice() {
                ["each", "key", ..] | ["count", ..] => out.by_key = true,
                ["each", ..] => {
                    out.by_value = true;
                    let names = super::plan::references(plain(way.owner, "for_each_expression"));
                    self.follow(&names, module, Way { among: true, depth, ..way }, out, bases);
                }
                ["local" | "path" | "self" | "terraform", ..] => {}
                ["var", name, rest @ ..] => {
                    if let Some((up, call)) = self.call(module) {
                        let names = super::plan::references(plain(plain(call, "expressions"), bare(name)));
                        self.follow(&names, &up, on(name, rest, call), out, bases);
                    }
                }
                ["module", name, output, rest @ ..] => {
                    let base = join(module, &format!("module.{}", bare(name)));
                    let wanted = key(name).map(|k| format!("{base}[{k}]"));
                    let all: Vec<String> = match wanted {
                        Some(one) => vec![one],
                        None => self.modules.get(&base).map(|m| m.iter().cloned().collect()).unwrap_or_default(),
                    };
                    for inner in all {
                        let expression = plain(plain(self.module(&inner), "outputs"), bare(output)).get("expression");
                        let names = super::plan::references(expression);
                        self.follow(&names, &inner, on(output, rest, &NOTHING), out, bases);
                    }
                }
                // Which of its outputs is wanted is not said where the instance is worked out.
                ["module", name] => {
                    out.by_value = true;
                    let base = join(module, &format!("module.{}", bare(name)));
                    let all: Vec<String> = self.modules.get(&base).map(|m| m.iter().cloned().collect()).unwrap_or_default();
                    for inner in all {
                        for (_, output) in plain(self.module(&inner), "outputs").entries() {
                            let names = super::plan::references(output.get("expression"));
                            let way = Way { owner: &NOTHING, key: way.key, among: true, depth };
                            self.follow(&names, &inner, way, out, bases);
                        }
                    }
                }
                ["data", kind, name, rest @ ..] => {
                    let base = join(module, &format!("data.{kind}.{}", bare(name)));
                    add(bases, base, name, rest, way);
                }
                [kind, name, rest @ ..] if kind.contains('_') => {
                    let base = join(module, &format!("{kind}.{}", bare(name)));
                    add(bases, base, name, rest, way);
                }
                _ => {}
            }
        }
    }

    /// The only resource that an argument of this name can mean, in the module or in the whole plan.
    pub fn only(&self, name: &str, address: &str) -> Option<String> {
        let kinds = KINDS.iter().find(|(n, _)| *n == name).map(|(_, k)| *k)?;
        let module = module_of(address);
        let of = |module: &str| -> Vec<&String> {
            kinds.iter().filter_map(|k| self.kinds.get(&(module.to_string(), (*k).to_string()))).flatten().collect()
        };
        match of(&module).as_slice() {
            [only] => return Some((*only).clone()),
            [] => {}
            _ => return None,
        }
        let everywhere: Vec<&String> =
            self.kinds.iter().filter(|((_, k), _)| kinds.contains(&k.as_str())).flat_map(|(_, all)| all).collect();
        match everywhere.as_slice() {
            [only] => Some((*only).clone()),
            _ => None,
        }
    }
}

/// Arguments that refer to one kind of resource.
const KINDS: &[(&str, &[&str])] = &[
    ("vpc_id", &["aws_vpc"]),
    ("gateway_id", &["aws_internet_gateway"]),
    ("internet_gateway_id", &["aws_internet_gateway"]),
    ("egress_only_gateway_id", &["aws_egress_only_internet_gateway"]),
    ("nat_gateway_id", &["aws_nat_gateway"]),
    ("transit_gateway_id", &["aws_ec2_transit_gateway"]),
    ("vpn_gateway_id", &["aws_vpn_gateway"]),
    ("network_acl_id", &["aws_network_acl"]),
    ("load_balancer_arn", &["aws_lb", "aws_alb"]),
];

/// Whether an argument can mean a resource: by its type, or as the argument of the same name of something else.
fn fits(name: &str, base: &str, attribute: &str) -> bool {
    let kind = steps(base).into_iter().rev().nth(1).unwrap_or_default();
    let single = name.strip_suffix('s').unwrap_or(name);
    let known = KINDS.iter().chain(MORE).find(|(n, _)| *n == name || *n == single);
    attribute == name || known.is_none_or(|(_, kinds)| kinds.contains(&kind))
}

/// Arguments that refer to one of a few kinds, of which there may be many.
const MORE: &[(&str, &[&str])] = &[
    ("subnet_id", &["aws_subnet", "aws_default_subnet"]),
    ("subnet", &["aws_subnet", "aws_default_subnet"]),
    ("route_table_id", &["aws_route_table", "aws_default_route_table"]),
    ("security_group", &["aws_security_group", "aws_default_security_group"]),
    ("security_group_id", &["aws_security_group", "aws_default_security_group"]),
    ("vpc_security_group_id", &["aws_security_group", "aws_default_security_group"]),
    ("source_security_group_id", &["aws_security_group", "aws_default_security_group"]),
    ("referenced_security_group_id", &["aws_security_group", "aws_default_security_group"]),
    ("transit_gateway_route_table_id", &["aws_ec2_transit_gateway_route_table"]),
    (
        "transit_gateway_attachment_id",
        &["aws_ec2_transit_gateway_vpc_attachment", "aws_ec2_transit_gateway_peering_attachment", "aws_vpn_connection"],
    ),
    ("allocation_id", &["aws_eip"]),
    ("network_interface_id", &["aws_network_interface"]),
    ("instance_id", &["aws_instance"]),
    ("target_group_arn", &["aws_lb_target_group", "aws_alb_target_group"]),
    ("vpc_peering_connection_id", &["aws_vpc_peering_connection"]),
    ("vpc_endpoint_id", &["aws_vpc_endpoint", "aws_networkfirewall_firewall", "aws_networkfirewall_vpc_endpoint_association"]),
    ("zone_id", &["aws_route53_zone"]),
];

fn add(bases: &mut Vec<Base>, of: String, name: &str, rest: &[&str], way: Way) {
    let attribute = rest.iter().find(|r| !r.is_empty() && **r != "*").map_or("id", |r| bare(r)).to_string();
    let own = key(name).filter(|k| *k != "*").or(way.key);
    let one = Base { of, key: own.map(Into::into), attribute, among: way.among };
    if !bases.contains(&one) {
        bases.push(one);
    }
}

const NOTHING: Json = Json::Null;

/// A field by its very name.
fn plain<'a>(json: &'a Json, name: &str) -> &'a Json {
    const NULL: Json = Json::Null;
    json.entries().iter().find(|(k, _)| k == name).map_or(&NULL, |(_, v)| v)
}
