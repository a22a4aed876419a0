//! Filters and lookups of the walk: groups, ACLs, routes, each one hop with its reason.

use super::*;

impl<'g> Walk<'g> {
    /// Goes on with the packets that a filter admits. Where nothing is left the hop blocks and the walk goes on as if it had
    /// not, so that every blocker is found.
    pub(super) fn narrow(&mut self, next: Sets, reason: Code) -> Outcome {
        if next.maybe.is_empty() {
            return Outcome::Blocked(reason);
        }
        let outcome = if !self.closed && !next.sure.is_empty() {
            Outcome::Passed
        } else if next.sure.is_empty() {
            Outcome::Depends
        } else if self.sets.sure.is_subset(&next.sure) {
            Outcome::Passed
        } else if self.sets.sure.is_subset(&next.maybe) {
            Outcome::Depends
        } else {
            Outcome::Partly
        };
        self.sets = next;
        outcome
    }

    pub(super) fn groups(&mut self, at: usize, ingress: bool, end: &End) {
        let graph = self.graph;
        let Some(f) = graph.interface(at) else { return };
        if self.reply || !f.role.filtered() {
            return;
        }
        let (admitted, by) = filter::groups(graph, f, ingress, end, &self.sets);
        let rules = f
            .groups
            .iter()
            .filter_map(|g| graph.model.get(*g))
            .map(|g| if ingress { g.ingress.len() } else { g.egress.len() })
            .sum::<usize>();
        let reason = if rules == 0 { Code::SG_HAS_NO_RULES } else { Code::ENI_SG_RULES_MISMATCH };
        let outcome = self.narrow(admitted, reason);
        let first = f.groups.first().map_or(f.owner, |g| g.node());
        let group = match by {
            Some(RuleRef::Group { group, .. }) => group.node(),
            _ => first,
        };
        let names = || -> crate::text::Arg { f.groups.iter().map(|g| g.node()).collect() };
        let say = match (by, &outcome) {
            (_, Outcome::Blocked(_)) if rules == 0 => match ingress {
                true => text!("{groups} of {owner} has no inbound rules, so nothing gets in", groups = names(), owner = f.owner),
                false => text!("{groups} of {owner} has no outbound rules, so nothing gets out", groups = names(), owner = f.owner),
            },
            (_, Outcome::Blocked(_)) => match ingress {
                true => text!(
                    "no inbound rule of {groups} lets {what} in from {peer}",
                    groups = names(),
                    what = self.asked(),
                    peer = self.peer_name(end)
                ),
                false => text!(
                    "no outbound rule of {groups} lets {what} out to {peer}",
                    groups = names(),
                    what = self.asked(),
                    peer = self.peer_name(end)
                ),
            },
            (Some(r), Outcome::Depends) => text!(
                "whether {rule} of {group} covers {peer} depends on blocks that are not known here",
                rule = code(rule_text(graph, r)),
                group = group,
                peer = self.peer_name(end)
            ),
            (Some(r), Outcome::Partly) => {
                text!("{rule} of {group} lets only a part through", rule = code(rule_text(graph, r)), group = group)
            }
            (Some(r), _) => match ingress {
                true => text!("{rule} of {group} lets it in", rule = code(rule_text(graph, r)), group = group),
                false => text!("{rule} of {group} lets it out", rule = code(rule_text(graph, r)), group = group),
            },
            (None, _) => text!("the groups of {owner} let it through", owner = f.owner),
        };
        self.hops.push(Hop { at: group, subnet: Some(f.subnet.node()), kind: HopKind::Group, outcome, say, rule: by, lost: vec![] });
    }

    pub(super) fn acl(&mut self, subnet: Id<Subnet>, ingress: bool, point: &Point) {
        let graph = self.graph;
        let Some(id) = graph.model.acl_of(subnet) else { return };
        let (admitted, by) = filter::acl(graph, id, ingress, point, &self.sets);
        let outcome = self.narrow(admitted, Code::SUBNET_ACL_RESTRICTION);
        let rule = code(rule_text(graph, by));
        let say = match (&outcome, ingress) {
            (Outcome::Blocked(_), true) => text!("entry {rule} of {acl} keeps it out of {subnet}", rule = rule, acl = id, subnet = subnet),
            (Outcome::Blocked(_), false) => {
                text!("entry {rule} of {acl} does not let it out of {subnet}", rule = rule, acl = id, subnet = subnet)
            }
            (Outcome::Depends, _) => {
                text!("whether {acl} lets it through at {subnet} depends on blocks that are not known here", acl = id, subnet = subnet)
            }
            (Outcome::Partly, _) => {
                text!(
                    "{acl} lets only {what} through at {subnet}",
                    acl = id,
                    what = code(ports_text(&self.sets.sure, self.reply)),
                    subnet = subnet
                )
            }
            (_, true) => text!("entry {rule} of {acl} lets it into {subnet}", rule = rule, acl = id, subnet = subnet),
            (_, false) => text!("entry {rule} of {acl} lets it out of {subnet}", rule = rule, acl = id, subnet = subnet),
        };
        self.hops.push(Hop { at: id.node(), subnet: Some(subnet.node()), kind: HopKind::Acl, outcome, say, rule: Some(by), lost: vec![] });
    }

    /// Looks a point up in a subnet's table; the hop says which route won and which lost.
    pub(super) fn route(&mut self, subnet: Id<Subnet>, to: &Point) -> Option<EffectiveRoute> {
        let graph = self.graph;
        let table = graph.model.table_of(subnet)?;
        let dest = self.point_name(to);
        let hop = |outcome, say, rule, lost| Hop {
            at: table.node(),
            subnet: Some(subnet.node()),
            kind: HopKind::Route,
            outcome,
            say,
            rule,
            lost,
        };
        let (hop, route) = match graph.look_up(table, to) {
            Lookup::Found(c) => {
                let rule = Some(RuleRef::Route(c.route.origin));
                let route = code(route_text(graph, &c.route));
                match &c.route.target {
                    RouteTarget::Blackhole { was, .. } => {
                        let say = text!(
                            "route {route} wins and is a blackhole: {was} is gone or not attached",
                            route = route,
                            was = was.as_str()
                        );
                        (hop(Outcome::Blocked(Code::BAD_STATE_ROUTE), say, rule, c.lost), None)
                    }
                    _ => {
                        let say = text!("route {route} of {table} takes it", route = route, table = table);
                        (hop(Outcome::Passed, say, rule, c.lost), Some(c.route))
                    }
                }
            }
            Lookup::None => {
                let say = text!("{table} has no route to {dest}", table = table, dest = dest);
                (hop(Outcome::Blocked(Code::NO_ROUTE_TO_DESTINATION), say, None, vec![]), None)
            }
            Lookup::Reserved => {
                let say = text!("packets to {dest} are never forwarded", dest = dest);
                (hop(Outcome::Blocked(Code::CANNOT_ROUTE), say, None, vec![]), None)
            }
            Lookup::Unknown(routes) => {
                let names: Vec<_> = routes.iter().map(|r| code(route_text(graph, r))).collect();
                let say = text!(
                    "which of {routes} wins in {table} depends on blocks that are not known here",
                    routes = crate::text::Arg::List(names),
                    table = table
                );
                (hop(Outcome::Depends, say, None, vec![]), None)
            }
        };
        self.hops.push(hop);
        route
    }

    pub(super) fn asked(&self) -> crate::text::Arg {
        code(ports_text(&self.sets.maybe, self.reply))
    }

    pub(super) fn peer_name(&self, end: &End) -> crate::text::Arg {
        match end.interface.and_then(|i| self.graph.interface(i)) {
            Some(f) => f.owner.into(),
            None => self.point_name(&end.point),
        }
    }

    pub(super) fn point_name(&self, p: &Point) -> crate::text::Arg {
        match p {
            Point::Known(a) => code(a),
            Point::Service(s, region) => crate::text::Arg::Plain(format!("the public addresses of {s} in {region}")),
            Point::Internet => "the internet".into(),
        }
    }
}
