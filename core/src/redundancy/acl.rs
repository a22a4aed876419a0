//! Entries of a network ACL that decide nothing. [Network ACL rules]

use super::{MOST, Spare, Why};
use crate::document::{AclAction, AclEntry};
use crate::net::packet_set::cidr_addresses;
use crate::net::{PacketBox, PacketSet};
use crate::ordered::Sorted as _;

/// The entries of one direction of an ACL that decide nothing, by position. The final `*` counts.
pub fn acl(entries: &[AclEntry]) -> Vec<Spare> {
    if entries.len() > MOST {
        return Vec::new();
    }
    let mut order: Vec<(usize, &AclEntry, PacketSet)> = entries.iter().enumerate().map(|(i, e)| (i, e, matched(e))).collect();
    order.order_by_key(|(i, e, _)| (e.number, *i));
    let mut out = Vec::new();
    for at in (0..order.len()).rev() {
        let (before, rest) = order.split_at(at);
        let Some(((index, entry, set), after)) = rest.split_first() else { continue };
        if let Some(why) = spare(before, entry, set, after) {
            out.push(Spare { index: *index, why });
            order.remove(at);
        }
    }
    out.order_by_key(|s| s.index);
    out
}

type Entry<'a> = (usize, &'a AclEntry, PacketSet);

fn spare(before: &[Entry], entry: &AclEntry, set: &PacketSet, after: &[Entry]) -> Option<Why> {
    if set.is_empty() {
        return Some(Why::MatchesNothing);
    }
    let mut decided = set.clone();
    let mut by = Vec::new();
    for (i, _, earlier) in before.iter().filter(|(_, _, s)| s.meets(set)) {
        decided = decided.difference(earlier);
        by.push(*i);
    }
    if decided.is_empty() {
        by.order();
        return Some(Why::Shadowed(by));
    }
    let (mut same, mut others) = (Vec::new(), false);
    for (i, later, s) in after {
        if decided.is_empty() {
            break;
        }
        if !s.meets(&decided) {
            continue;
        }
        if later.action != entry.action {
            others = true;
            break;
        }
        same.push(*i);
        decided = decided.difference(s);
    }
    // What comes to the end is denied.
    let denied_anyway = entry.action == AclAction::Deny;
    if others || !(decided.is_empty() || denied_anyway) {
        return None;
    }
    same.order();
    Some(if decided.is_empty() { Why::Repeated(same) } else { Why::Anyway })
}

/// What an entry matches. The block is the far end's, whatever the direction.
fn matched(e: &AclEntry) -> PacketSet {
    let block = PacketBox { source: cidr_addresses(e.cidr).into(), ..PacketBox::full() };
    PacketSet::rule(e.protocol, e.ports, e.icmp.as_ref().map(|i| (i.kind, i.code))).intersection(&PacketSet::of(block))
}
