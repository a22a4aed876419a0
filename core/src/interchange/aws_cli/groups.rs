//! Security groups: nested permissions, or the flat rules of describe-security-group-rules.

use super::build::Builder;
use super::forms::Sort;
use super::json::Json;
use super::recognise::Record;
use crate::document::{GroupRule, Id, ListRef, Peer, Region, SecurityGroup, Vpc};
use crate::interchange::filters::{icmp, ports};
use crate::net::{Protocol, cidr};
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Text, code};

pub fn read(b: &mut Builder) {
    let mut flat: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
    let mut seen = crate::ordered::BTreeSet::new();
    for r in b.snapshot.all(Sort::GroupRule) {
        if let Some(group) = r.text("GroupId")
            && r.text("SecurityGroupRuleId").is_none_or(|id| seen.insert(id))
        {
            flat.entry(group).or_default().push(*r);
        }
    }
    for (id, aws_id, r) in b.enrolled::<SecurityGroup>(Sort::SecurityGroup, "GroupId") {
        let Some(vpc) = r.text("VpcId").and_then(|v| b.find::<Vpc>(v)) else { continue };
        let description = r.text("Description").or_else(|| r.text("GroupDescription")).unwrap_or_default().chars().take(255).collect();
        let mut group = SecurityGroup { vpc, description, ingress: Vec::new(), egress: Vec::new() };
        let nested = r.json.has("IpPermissions") || r.json.has("IpPermissionsEgress");
        if nested {
            for (field, out) in [("IpPermissions", &mut group.ingress), ("IpPermissionsEgress", &mut group.egress)] {
                for (i, p) in r.get(field).list().iter().enumerate() {
                    permission(b, vpc, aws_id, p, &format!("{}.{field}[{i}]", r.at()), out);
                }
            }
        } else if b.snapshot.has(Sort::GroupRule) {
            rules(b, vpc, aws_id, flat.get(aws_id).map_or(&[], Vec::as_slice), &mut group);
        } else {
            b.notes.guess_of(aws_id, text!("these security groups are listed without rules; what they let through is not known"));
            let rule = b.unknown_rule(&format!("the rules of {aws_id}"), vpc);
            group.ingress.push(rule.clone());
            group.egress.push(rule);
        }
        let tags = super::build::tags(r.get("Tags"));
        let name = tags.name.or_else(|| r.text("GroupName").map(Into::into)).unwrap_or_else(|| aws_id.into());
        b.put_as(id, &name, aws_id, tags.tags, group);
    }
    // Groups of which only the rules are here: their VPC is that of whoever carries them.
    let carried = b.snapshot.all(Sort::Interface).iter().flat_map(|i| i.get("Groups").list().iter().map(move |g| (g, i)));
    let carriers: BTreeMap<&str, &Record> = carried.filter_map(|(g, i)| Some((g.get("GroupId").text()?, i))).collect();
    for (group, all) in flat.iter().filter(|(g, _)| !b.ids.contains_key(**g)).collect::<Vec<_>>() {
        let carrier = carriers.get(group);
        let Some(vpc) = carrier.and_then(|i| i.text("VpcId")).and_then(|v| b.find::<Vpc>(v)) else {
            let at = all.first().map(Record::at).unwrap_or_default();
            b.notes.left_out(
                text!("the rules of {group}", group = code(group)),
                &at,
                text!("the group is not described, and no interface carries it"),
            );
            continue;
        };
        let mut body = SecurityGroup { vpc, description: String::new(), ingress: Vec::new(), egress: Vec::new() };
        rules(b, vpc, group, all, &mut body);
        b.invent(group, Some(group), body);
    }
}

fn rules(b: &mut Builder, vpc: Id<Vpc>, group: &str, all: &[Record], out: &mut SecurityGroup) {
    for r in all {
        let side = if r.get("IsEgress").flag() == Some(true) { &mut out.egress } else { &mut out.ingress };
        permission(b, vpc, group, r.json, &r.at(), side);
    }
}

/// The rules of one permission: one for each peer. What cannot be read is left out, which lets less through.
fn permission(b: &mut Builder, vpc: Id<Vpc>, group: &str, p: &Json, at: &str, out: &mut Vec<GroupRule>) {
    let plain = match matches(p) {
        Ok(rule) => rule,
        Err(why) => return b.notes.left_out(text!("a rule of {it}", it = code(group)), at, why),
    };
    let region = b.region_of(vpc);
    let own =
        |j: &Json| j.get("Description").text().or_else(|| p.get("Description").text()).unwrap_or_default().chars().take(255).collect();
    for (list, field) in [("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")] {
        for range in p.get(list).list() {
            // Old SDKs list the blocks themselves.
            let net = range.get(field).text().or_else(|| range.text());
            block(b, group, net.unwrap_or_default(), at, &plain, own(range), out);
        }
    }
    for field in ["CidrIpv4", "CidrIpv6", "CidrIp"] {
        if let Some(net) = p.get(field).text() {
            block(b, group, net, at, &plain, own(p), out);
        }
    }
    let lists = p.get("PrefixListIds").list().iter().map(|l| (l.get("PrefixListId").text().or_else(|| l.text()), l));
    for (list, j) in lists.chain([(p.get("PrefixListId").text(), p)]) {
        if let Some(list) = list {
            let peer = Peer::List(b.list(list, &region));
            out.push(GroupRule { peer, description: own(j), ..plain.clone() });
        }
    }
    let pairs =
        p.get("UserIdGroupPairs").list().iter().chain([p.get("ReferencedGroupInfo")].into_iter().filter(|r| !matches!(r, Json::Null)));
    for pair in pairs {
        let Some(id) = pair.get("GroupId").text() else {
            b.notes.left_out(text!("a rule of {it}", it = code(group)), at, text!("it refers to a group without id"));
            continue;
        };
        if pair.get("PeeringStatus").text().is_some_and(|s| s != "active") {
            b.notes.left_out(
                text!("the rule of {group} for {id}", group = code(group), id = code(id)),
                at,
                text!("it is stale: the peering connection that it needs is not active"),
            );
            continue;
        }
        let peer = peer_group(b, id, &region);
        out.push(GroupRule { peer, description: own(pair), ..plain.clone() });
    }
}

fn block(b: &mut Builder, group: &str, net: &str, at: &str, plain: &GroupRule, description: String, out: &mut Vec<GroupRule>) {
    match cidr::parse(net) {
        Ok(net) => out.push(GroupRule { peer: Peer::Cidr(net), description, ..plain.clone() }),
        Err(why) => b.notes.left_out(text!("a rule of {it}", it = code(group)), at, why.into()),
    }
}

/// A group of the snapshot; else the addresses of its members, which are not known.
fn peer_group(b: &mut Builder, id: &str, region: &Region) -> Peer {
    if let Some(group) = b.find(id) {
        return Peer::Group(group);
    }
    b.notes.guess_of(id, text!("rules refer to these security groups, which are not in the snapshot; who is in them is not known"));
    Peer::List(ListRef::Customer(b.unknown_list(&format!("the members of {id}"), region)))
}

/// What a permission matches, with a peer that is to be replaced.
fn matches(p: &Json) -> Result<GroupRule, Text> {
    let protocol: Protocol = p.get("IpProtocol").word().ok_or_else(|| text!("it has no protocol"))?.parse()?;
    let (from, to) = (p.get("FromPort").int(), p.get("ToPort").int());
    let nowhere = cidr::parse("0.0.0.0/32")?;
    let mut rule = GroupRule { protocol, ports: None, icmp: None, peer: Peer::Cidr(nowhere), description: String::new() };
    if protocol.has_ports() {
        rule.ports = ports(from, to)?;
    } else if protocol.is_icmp() {
        rule.icmp = icmp(from, to)?;
    }
    Ok(rule)
}
