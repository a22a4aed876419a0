//! Subnets that are public by name or setting, but not by route.

use crate::checks::shared::{anywhere, internet_gateway, named};
use crate::checks::{Found, check, set, step};
use crate::document::{Id, InternetGateway, RouteTable, Subnet};
use crate::facts::Facts;
use crate::graph::SubnetClass;
use crate::propose::{add_route, default_target, served};
use crate::text;

check! {
    /// A subnet is public when its route table sends packets for the internet to an internet gateway, and for no other
    /// reason. Neither its name nor the setting that gives public addresses at launch makes it so: what is launched there
    /// pays for a public address that nobody can reach.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   igw igw
    ///   subnet public-a a 10.0.0.0/24 public-ip
    /// ```
    ///
    /// ## What to do
    ///
    /// Give its route table a default route to the internet gateway, or, if it is meant to be private, turn the setting off
    /// and rename it.
    ///
    /// AWS: "Enable internet access for a VPC using an internet gateway" (Amazon VPC User Guide)
    "public-by-name-only", "Public by name, not by route", Correctness, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, s) in model.all::<Subnet>() {
        let named = named(&model.name(id), &["public"]);
        if !(named || s.public_ip_on_launch) || facts.classes().get(&id) == Some(&SubnetClass::Public) {
            continue;
        }
        let Some(table) = model.table_of(id) else { continue };
        let said = if s.public_ip_on_launch {
            text!("{subnet} gives out public addresses, but {table} has no route to an internet gateway.", subnet = id, table = table)
        } else {
            text!("{subnet} is public by its name only: {table} has no route to an internet gateway.", subnet = id, table = table)
        };
        let why = match default_target(model, table, false) {
            Some(crate::document::Target::Node(n)) => text!("Its packets for the internet go to {target}.", target = *n),
            Some(crate::document::Target::Gone(was)) => {
                text!("Its packets for the internet go to {was}, which is gone.", was = was.as_str())
            }
            Some(crate::document::Target::Unknown(id)) => {
                text!("Its packets for the internet go to {target}, which the design does not have.", target = id.as_str())
            }
            None => text!("Its packets for the internet have no route at all."),
        };
        let mut found = Found::new(id, said).with(table).because(why);
        let igw = internet_gateway(model, s.vpc);
        let alone = served(model, table).iter().all(|o| *o == id || model.get(*o).is_some_and(|o| o.public_ip_on_launch));
        let other = public_table(facts, s, table);
        if let (Some(igw), true, None) = (igw, alone, default_target(model, table, false)) {
            found = found.fix(text!("Route {table} to {igw}", table = table, igw = igw), step(facts, |d| Ok(route(d, table, igw)?)));
        }
        if let Some(other) = other {
            found = found.option(text!("Let {subnet} use {table}", subnet = id, table = other), set(id, "table", &Some(other)));
        }
        if other.is_none() && (igw.is_none() || !alone || default_target(model, table, false).is_some()) {
            found = found.option(
                text!("Give {subnet} a route table with a route to the internet gateway", subnet = id),
                step(facts, |d| {
                    let igw = match igw {
                        Some(igw) => igw,
                        None => d.add(None, InternetGateway { vpc: Some(s.vpc) })?,
                    };
                    let table =
                        d.add(Some("public"), RouteTable { vpc: s.vpc, routes: vec![], propagation: vec![], edge: None, complete: true })?;
                    route(d, table, igw)?;
                    Ok(d.set(id, "table", &Some(table))?)
                }),
            );
        }
        let label = text!("Stop giving out public addresses in {subnet}", subnet = id);
        out.push(found.option(label, s.public_ip_on_launch.then(|| set(id, "public_ip_on_launch", &false)).filter(|_| !named)));
    }
    out
}

fn route(d: &mut crate::edit::Draft, table: Id<RouteTable>, igw: Id<InternetGateway>) -> Result<(), crate::edit::EditError> {
    anywhere(false).map_or(Ok(()), |net| add_route(d, table, net, igw))
}

/// A table of the VPC that a public subnet uses.
fn public_table(facts: &Facts, s: &Subnet, own: Id<RouteTable>) -> Option<Id<RouteTable>> {
    let model = &facts.document.model;
    let public = model.subnets_of(s.vpc).filter(|(id, _)| facts.classes().get(id) == Some(&SubnetClass::Public));
    public.filter_map(|(id, _)| model.table_of(id)).find(|t| *t != own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16
  igw igw
  table out: 0.0.0.0/0 -> igw
  subnet public-a a 10.0.0.0/24 table out public-ip
  subnet public-b b 10.0.1.0/24 #! public-b is public by its name only: v-main has no route
  subnet web a 10.0.2.0/24 public-ip #! web gives out public addresses, but v-main has no route
  subnet app a 10.0.3.0/24
  subnet publication a 10.0.4.0/24
",
        );
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  igw igw\n  table t\n  subnet web a 10.0.2.0/24 table t public-ip",
            &["Route t to igw", "Stop giving out public addresses in web"],
        );
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  igw igw\n  table out: 0.0.0.0/0 -> igw\n  subnet public-a a 10.0.0.0/24 table out\n  subnet app a 10.0.1.0/24\n  subnet public-b a 10.0.2.0/24",
            &["Let public-b use out"],
        );
        mends(
            &CHECK,
            "vpc v 10.0.0.0/16\n  subnet public-a a 10.0.0.0/24 public-ip",
            &["Give public-a a route table with a route to the internet gateway"],
        );
    }
}
