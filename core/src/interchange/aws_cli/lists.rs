//! Prefix lists: AWS's own by service, the customer's with their entries.

use super::build::{Builder, nets};
use super::forms::Sort;
use crate::catalogue::{Catalogue, ServiceKind};
use crate::document::{Id, Kind, ListRef, PrefixEntry, PrefixList, Region, ServiceId};
use crate::net::cidr;
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::code;
use ipnet::IpNet;

/// Ids of AWS's own lists that are much quoted (recalled): used where the snapshot has no lists.
const RECALLED: &[(&str, &str, &str)] = &[
    ("us-east-1", "pl-63a5400a", "s3"),
    ("us-east-1", "pl-02cd2c6b", "dynamodb"),
    ("us-west-2", "pl-68a54001", "s3"),
    ("us-west-2", "pl-00a54069", "dynamodb"),
    ("eu-west-1", "pl-6da54004", "s3"),
    ("eu-central-1", "pl-6ea54007", "s3"),
];

/// The service of an endpoint service's name, and the region in it: `com.amazonaws.eu-west-1.ecr.api`.
pub fn service(name: &str) -> Option<(ServiceId, Option<Region>)> {
    let name = name.trim();
    let catalogue = Catalogue::bundled();
    let parts: Vec<&str> = name.split('.').collect();
    let at = parts.iter().position(|p| catalogue.region(p).is_some());
    let region = at.and_then(|i| parts.get(i)).and_then(|p| catalogue.region(p));
    let rest = match at {
        Some(i) => parts.get(i + 1..).unwrap_or_default().join("."),
        None => name.trim_start_matches("com.amazonaws.").trim_start_matches("global.").to_string(),
    };
    let code = region.and_then(|r| r.code.parse().ok());
    let known = || {
        let named = |s: &&'static crate::catalogue::Service| {
            let kinds = [ServiceKind::Interface, ServiceKind::Gateway];
            region.is_some_and(|r| kinds.iter().any(|k| s.service_name(r, *k).as_deref() == Some(name)))
        };
        catalogue.services().iter().find(named).map(|s| s.id)
    };
    let id = if catalogue.service(&rest).is_some() { rest } else { known().map_or(rest, Into::into) };
    id.to_ascii_lowercase().parse().ok().map(|s| (s, code))
}

pub fn read(b: &mut Builder) {
    let entries = entries(b);
    for r in b.snapshot.all(Sort::PrefixList) {
        let Some(id) = r.text("PrefixListId") else {
            b.notes.left_out(text!("a prefix list"), &r.at(), text!("it has no PrefixListId"));
            continue;
        };
        if super::enrol::gone(&super::enrol::state(r.json)) || b.ids.contains_key(id) {
            continue;
        }
        let region = b.regions.of_record(r);
        let name = r.text("PrefixListName").unwrap_or(id);
        let known = entries.get(id).cloned().or_else(|| r.json.has("Cidrs").then(|| plain(&nets(r.get("Cidrs"), "Cidr"))));
        let managed = r.text("OwnerId") == Some("AWS") || name.starts_with("com.amazonaws.");
        let service = if managed { service(name).map(|(s, _)| s) } else { None };
        if let Some(s) = &service {
            b.services.insert(id.into(), ListRef::Service(s.clone()));
        }
        let complete = known.is_some();
        if service.is_some() && !complete {
            *b.understood.entry(Kind::PrefixList).or_default() += 1;
            continue;
        }
        if !complete {
            b.notes.guess_of(
                id,
                text!("these prefix lists have no entries in the snapshot (aws ec2 get-managed-prefix-list-entries); what they hold is not known"),
            );
        }
        let entries = known.unwrap_or_default();
        let max_entries = r.get("MaxEntries").int().and_then(|n| u16::try_from(n).ok()).unwrap_or(entries.len().min(1000) as u16);
        let Some(node) = b.enrol(Kind::PrefixList, id) else { continue };
        let body = PrefixList { region, max_entries, entries, service, complete };
        let tags = super::build::tags(r.get("Tags")).tags;
        b.put_as(Id::new(node.number()), name, id, tags, body);
    }
    from_routes(b);
}

fn plain(nets: &[IpNet]) -> Vec<PrefixEntry> {
    nets.iter().map(|n| PrefixEntry { cidr: *n, description: String::new() }).collect()
}

/// Entries by list: wrapped with their list's id, or in a file whose name has it. Those of nobody known are nobody's: AWS's own lists have
/// entries of the same form.
fn entries(b: &mut Builder) -> BTreeMap<String, Vec<PrefixEntry>> {
    let mut out: BTreeMap<String, Vec<PrefixEntry>> = BTreeMap::new();
    let one = |e: &super::json::Json| {
        let net = cidr::parse(e.get("Cidr").text().or_else(|| e.text())?).ok()?;
        Some(PrefixEntry { cidr: net, description: e.get("Description").text().unwrap_or_default().chars().take(255).collect() })
    };
    for r in b.snapshot.all(Sort::PrefixEntries) {
        match r.text("PrefixListId").or_else(|| r.about("pl-")) {
            Some(id) => {
                let all = out.entry(id.to_string()).or_default();
                match r.json.has("Entries") {
                    true => all.extend(r.get("Entries").list().iter().filter_map(one)),
                    false => all.extend(one(r.json)),
                }
            }
            None => b.notes.left_out(
                text!("entries of a prefix list"),
                &r.file.name,
                text!("nothing says whose they are; put the list's id into the file's name"),
            ),
        }
    }
    out
}

/// A route by a list to a gateway endpoint tells which service the list is of.
fn from_routes(b: &mut Builder) {
    let names: BTreeMap<&str, &str> =
        b.snapshot.all(Sort::Endpoint).iter().filter_map(|r| Some((r.text("VpcEndpointId")?, r.text("ServiceName")?))).collect();
    for table in b.snapshot.all(Sort::RouteTable) {
        for route in table.get("Routes").list() {
            if let (Some(list), Some(name)) =
                (route.get("DestinationPrefixListId").text(), route.get("GatewayId").text().and_then(|g| names.get(g)))
                && !b.services.contains_key(list)
                && b.node(list).is_none()
                && let Some((s, _)) = service(name)
            {
                b.services.insert(list.into(), ListRef::Service(s));
            }
        }
    }
}

impl Builder<'_> {
    /// What a reference to a prefix list means.
    pub fn list(&mut self, aws_id: &str, region: &Region) -> ListRef {
        if let Some(service) = self.services.get(aws_id) {
            return service.clone();
        }
        if let Some(id) = self.find::<PrefixList>(aws_id) {
            return ListRef::Customer(id);
        }
        let recalled = RECALLED.iter().find(|(r, id, _)| *r == region.as_str() && *id == aws_id);
        if let Some(s) = recalled.and_then(|(_, _, s)| s.parse::<ServiceId>().ok()) {
            self.notes.guess(text!(
                "{aws_id} is taken for the list of {service} in {region}; the snapshot does not have it",
                aws_id = code(aws_id),
                service = code(&s),
                region = code(region)
            ));
            self.services.insert(aws_id.into(), ListRef::Service(s.clone()));
            return ListRef::Service(s);
        }
        self.notes.guess_of(aws_id, text!("these prefix lists are not in the snapshot; what they hold is not known"));
        ListRef::Customer(self.unknown_list(aws_id, region))
    }
}
