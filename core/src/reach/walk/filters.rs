//! Filters of the walk: groups and ACLs, each one hop with its reason.

use super::*;

impl<'g> Walk<'g> {
    /// Goes on with the packets that a filter admits. Where nothing is left the hop blocks and the walk goes on as if it had
    /// not, so that every blocker is found.
    pub(super) fn narrow(&mut self, admitted: Admitted, reason: Code) -> Outcome {
        let Admitted { certain, maybe } = admitted;
        if maybe.is_empty() {
            return Outcome::Blocked(reason);
        }
        let sets = &self.packet.sets;
        // Where nothing is certain any more, the filter is judged by what may be there.
        let base = if sets.sure.is_empty() { &sets.maybe } else { &sets.sure };
        let whole = base.is_subset(&certain);
        let outcome = if whole || (!self.closed && base.meets(&certain)) {
            Outcome::Passed
        } else if !base.meets(&certain) || base.is_subset(&maybe) {
            Outcome::Depends
        } else {
            Outcome::Partly
        };
        if !whole || sets.sure.is_empty() {
            self.packet.sets.sure = self.packet.sets.sure.intersection(&certain);
        }
        self.packet.sets.maybe = maybe;
        outcome
    }

    pub(super) fn groups(&mut self, at: usize, ingress: bool, end: &End) {
        let graph = self.graph;
        let Some(f) = graph.interface(at) else { return };
        if self.reply || !f.filtered() || self.foreign(f.vpc) {
            return;
        }
        let (admitted, by) = filter::groups(graph, f, ingress, end, &self.packet.sets.maybe);
        let empty = admitted.maybe.is_empty();
        // Only a hop that blocks says whether there are any.
        let rules =
            || f.groups.iter().filter_map(|g| graph.model.get(*g)).any(|g| !(if ingress { &g.ingress } else { &g.egress }).is_empty());
        let none = empty && !rules();
        let vain = if empty { filter::reference_in_vain(graph, f, ingress, end) } else { None };
        let reason = if none { Code::SG_HAS_NO_RULES } else { vain.unwrap_or(Code::ENI_SG_RULES_MISMATCH) };
        let asked = if empty { Some(self.asked()) } else { None };
        let outcome = self.narrow(admitted, reason);
        let first = f.groups.first().map_or(f.owner, |g| g.node());
        let group = match by {
            Some(RuleRef::Group { group, .. }) => group.node(),
            _ => first,
        };
        let said = match (by, &outcome, asked) {
            (_, Outcome::Blocked(_), asked) => refused(f, ingress, none, vain, asked, self.peer(end)),
            (Some(r), Outcome::Depends, _) => say!(
                "whether {rule} of {group} covers {peer} depends on blocks that are not known here",
                rule = r,
                group = group,
                peer = self.peer(end)
            ),
            (Some(r), Outcome::Partly, _) => say!("{rule} of {group} lets only a part through", rule = r, group = group),
            (Some(r), _, _) => match ingress {
                true => say!("{rule} of {group} lets it in", rule = r, group = group),
                false => say!("{rule} of {group} lets it out", rule = r, group = group),
            },
            (None, _, _) => say!("the groups of {owner} let it through", owner = f.owner),
        };
        self.hops.push(Hop { subnet: Some(f.subnet.node()), inbound: ingress, rule: by, ..Hop::new(group, HopKind::Group, outcome, said) });
    }

    /// References to groups do not hold through an appliance, not even on the client's own way out: looked at once more.
    /// [Security group rules]
    pub(super) fn sever(&mut self) {
        self.packet.source.severed = true;
        self.packet.to.severed = true;
        self.look_again(Code::SG_REFERENCES_NOT_PRESERVED);
    }

    /// Nor does a transit gateway carry them but inbound, and where it supports that. [Security group rules]
    pub(super) fn carried(&mut self) {
        self.packet.source.by_transit = true;
        self.packet.to.by_transit = true;
        let first = self.first.clone();
        self.look_again(Code::SG_REFERENCING_SUPPORT);
        // An appliance behind the gateway asks once more.
        self.first = first;
    }

    fn look_again(&mut self, reason: Code) {
        let Some((from, at, seen)) = self.first.take() else { return };
        let Some(f) = self.graph.interface(from) else { return };
        let end = self.packet.to.clone();
        let (admitted, _) = filter::groups(self.graph, f, false, &end, &seen.maybe);
        if admitted.maybe.is_empty() {
            let peer = self.peer(&end);
            if let Some(hop) = self.hops.get_mut(at).filter(|h| !h.outcome.blocks()) {
                hop.outcome = Outcome::Blocked(reason);
                let asked = Part::Ports(Box::new(seen.maybe.clone()), false);
                hop.said = refused(f, false, false, Some(reason), Some(asked), peer);
            }
            return;
        }
        self.packet.sets.sure = self.packet.sets.sure.intersection(&admitted.certain);
        self.packet.sets.maybe = self.packet.sets.maybe.intersection(&admitted.maybe);
    }

    pub(super) fn acl(&mut self, subnet: Id<Subnet>, ingress: bool) {
        let graph = self.graph;
        let Some((id, vpc)) = graph.placed(subnet).and_then(|p| Some((p.acl?, p.vpc))) else { return };
        if self.foreign(vpc) {
            return;
        }
        let acl = graph.model.get(id);
        if acl.is_some_and(|a| !a.complete) {
            let said = say!("which entries {acl} of {subnet} has is not all in the design", acl = id, subnet = subnet);
            self.packet.sets.sure = PacketSet::empty();
            let hop = Hop::new(id.node(), HopKind::Acl, Outcome::Depends, said);
            self.hops.push(Hop { subnet: Some(subnet.node()), inbound: ingress, ..hop });
            return;
        }
        let point = if ingress { &self.packet.source.point } else { &self.packet.to.point };
        let (admitted, by) = filter::acl(graph, (id, acl), ingress, point, &self.packet.sets.maybe);
        let outcome = self.narrow(admitted, Code::SUBNET_ACL_RESTRICTION);
        let said = match (&outcome, ingress) {
            (Outcome::Blocked(_), true) => say!("entry {rule} of {acl} keeps it out of {subnet}", rule = by, acl = id, subnet = subnet),
            (Outcome::Blocked(_), false) => {
                say!("entry {rule} of {acl} does not let it out of {subnet}", rule = by, acl = id, subnet = subnet)
            }
            (Outcome::Depends, _) => {
                say!("whether {acl} lets it through at {subnet} depends on blocks that are not known here", acl = id, subnet = subnet)
            }
            (Outcome::Partly, _) => say!(
                "{acl} lets only {what} through at {subnet}",
                acl = id,
                what = Part::Ports(Box::new(self.packet.sets.sure.clone()), self.reply),
                subnet = subnet
            ),
            (_, true) => say!("entry {rule} of {acl} lets it into {subnet}", rule = by, acl = id, subnet = subnet),
            (_, false) => say!("entry {rule} of {acl} lets it out of {subnet}", rule = by, acl = id, subnet = subnet),
        };
        self.hops.push(Hop {
            subnet: Some(subnet.node()),
            inbound: ingress,
            rule: Some(by),
            ..Hop::new(id.node(), HopKind::Acl, outcome, said)
        });
    }

    pub(super) fn asked(&self) -> Part {
        Part::Ports(Box::new(self.packet.sets.maybe.clone()), self.reply)
    }

    pub(super) fn peer(&self, end: &End) -> Part {
        match end.interface.and_then(|i| self.graph.interface(i)) {
            Some(f) => f.owner.into(),
            None => end.point.clone().into(),
        }
    }
}

fn refused(f: &Interface, ingress: bool, none: bool, vain: Option<Code>, asked: Option<Part>, peer: Part) -> Say {
    let names = Part::Nodes(f.groups.iter().map(|g| g.node()).collect());
    let asked = asked.unwrap_or(Part::Word("it"));
    match (none, vain, ingress) {
        (true, _, true) => say!("{groups} of {owner} has no inbound rules, so nothing gets in", groups = names, owner = f.owner),
        (true, _, false) => say!("{groups} of {owner} has no outbound rules, so nothing gets out", groups = names, owner = f.owner),
        (_, Some(Code::SG_REFERENCES_NOT_PRESERVED), _) => say!(
            "{groups} of {owner} names a group for {peer}, and references to groups do not hold through an appliance: name blocks",
            groups = names,
            owner = f.owner,
            peer = peer
        ),
        (_, Some(_), _) => say!(
            "{groups} of {owner} names a group of another VPC for {peer}, which does not count on this way: name blocks",
            groups = names,
            owner = f.owner,
            peer = peer
        ),
        (_, None, true) => say!("no inbound rule of {groups} lets {what} in from {peer}", groups = names, what = asked, peer = peer),
        (_, None, false) => say!("no outbound rule of {groups} lets {what} out to {peer}", groups = names, what = asked, peer = peer),
    }
}
