//! Route tables of transit gateways: static routes, blackholes, propagations, and what VPNs and Direct Connect have announced.

use super::build::Builder;
use super::enrol::{gone, state};
use super::forms::Sort;
use super::json::Json;
use super::recognise::Record;
use crate::document::{Id, Kind, ListRef, NodeId, TransitAttachment, TransitGateway, TransitRoute, TransitTable, TransitTarget};
use crate::net::cidr;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::{Text, code};
use ipnet::IpNet;

/// What is known of tables.
#[derive(Default)]
struct Known {
    statics: BTreeSet<Id<TransitTable>>,
    propagations: BTreeSet<Id<TransitTable>>,
}

pub fn read(b: &mut Builder) {
    for (id, aws_id, r) in b.enrolled::<TransitTable>(Sort::TransitTable, "TransitGatewayRouteTableId") {
        let Some(gateway) = r.text("TransitGatewayId") else { continue };
        let region = b.regions.of_record(&r);
        let gateway = super::transit::gateway_of(b, gateway, &region);
        b.put(id, &r, aws_id, TransitTable { gateway, routes: Vec::new() });
    }
    let mut known = Known::default();
    routes(b, &mut known);
    propagations(b, &mut known);
    let gateways: Vec<Id<TransitGateway>> = b.model.all::<TransitGateway>().map(|(id, _)| id).collect();
    for gateway in gateways {
        let tables = b.tables_of(gateway);
        let mut why = b.unknown_transit.remove(&gateway).unwrap_or_default();
        if tables.is_empty() {
            why.insert(text!("its route tables are not in the snapshot"));
        }
        for t in tables {
            let name = b.model.meta(t).and_then(|m| m.aws_id.clone()).unwrap_or_default();
            if !known.statics.contains(&t) {
                why.insert(text!(
                    "the routes of {name} are not in the snapshot (aws ec2 search-transit-gateway-routes)",
                    name = code(name)
                ));
            } else if !known.propagations.contains(&t) {
                why.insert(text!(
                    "nothing says what propagates to {name} (aws ec2 get-transit-gateway-route-table-propagations)",
                    name = code(name)
                ));
            }
        }
        let name = b.model.name(gateway);
        if let Some(why) = why.all().filter(|_| b.model.get(gateway).is_some_and(|g| !g.opaque)) {
            b.notes.guess(text!("{name}: what this transit gateway does is not fully known: {whys}", name = code(name), whys = why));
            b.model.edit(gateway, |g: &mut TransitGateway| g.opaque = true);
        }
    }
}

/// The table that a record is about.
fn table_of(b: &mut Builder, r: &Record, what: Text) -> Option<Id<TransitTable>> {
    let only = match b.snapshot.all(Sort::TransitTable) {
        [one] => one.text("TransitGatewayRouteTableId"),
        _ => None,
    };
    let Some(id) = r.text("TransitGatewayRouteTableId").or_else(|| r.about("tgw-rtb-")).or(only) else {
        b.notes.left_out(what, &r.file.name, text!("nothing says which table they are of; put the table's id into the file's name"));
        return None;
    };
    let found = b.find(id);
    if found.is_none() {
        b.notes.left_out(text!("{what} of {id}", what = what, id = code(id)), &r.at(), text!("this table is not in the snapshot"));
    }
    found
}

fn routes(b: &mut Builder, known: &mut Known) {
    let mut all: BTreeMap<Id<TransitTable>, Vec<(&Json, String)>> = BTreeMap::new();
    for r in b.snapshot.all(Sort::TransitRoutes) {
        let Some(table) = table_of(b, r, text!("routes")) else { continue };
        let rows = all.entry(table).or_default();
        match r.json.has("Routes") || r.json.has("TransitGatewayRouteTableId") {
            true => rows.extend(r.get("Routes").list().iter().map(|j| (j, r.at()))),
            false => rows.push((r.json, r.at())),
        }
        known.statics.insert(table);
        if r.get("AdditionalRoutesAvailable").flag() == Some(true) {
            known.statics.remove(&table);
        }
    }
    for (table, rows) in all {
        let Some(gateway) = b.model.get(table).map(|t| t.gateway) else { continue };
        let mut out = Vec::new();
        for (row, at) in rows {
            route(b, table, gateway, row, &at, &mut out, known);
        }
        b.model.edit(table, |t: &mut TransitTable| t.routes = out);
    }
}

fn route(
    b: &mut Builder,
    table: Id<TransitTable>,
    gateway: Id<TransitGateway>,
    row: &Json,
    at: &str,
    out: &mut Vec<TransitRoute>,
    known: &mut Known,
) {
    let region = b.model.get(gateway).map(|g| g.region.clone()).unwrap_or_default();
    let list = row.get("PrefixListId").text();
    let nets: Vec<IpNet> = match (row.get("DestinationCidrBlock").text().map(cidr::parse), list) {
        (Some(Ok(net)), _) => vec![net],
        (None, Some(list)) => match b.list(list, &region) {
            ListRef::Customer(id) if b.model.get(id).is_some_and(|l| l.complete) => {
                b.model.get(id).map(|l| l.entries.iter().map(|e| e.cidr).collect()).unwrap_or_default()
            }
            _ => {
                doubt(b, gateway, text!("a route goes by {list}, whose entries are not known", list = code(list)));
                return;
            }
        },
        _ => {
            b.notes.left_out(text!("a route of a transit gateway"), at, text!("it has no block that can be read"));
            return doubt(b, gateway, text!("a route cannot be read ({at})", at = code(at)));
        }
    };
    let attachments = row.get("TransitGatewayAttachments").list();
    let targets: Vec<(Option<Id<TransitAttachment>>, &str)> =
        attachments.iter().filter_map(|a| a.get("TransitGatewayAttachmentId").text()).map(|a| (attachment(b, gateway, a), a)).collect();
    let blackhole = row.get("State").text() == Some("blackhole");
    if row.get("Type").text() == Some("propagated") && blackhole {
        known.propagations.insert(table);
        let who = targets.first().map_or("its attachment", |(_, name)| *name);
        b.notes.guess_of(
            who,
            text!("routes that these propagate are blackholes; they stand in the design as routes of the tables themselves"),
        );
        out.extend(nets.into_iter().map(|destination| TransitRoute { destination, target: TransitTarget::Gone(who.to_string()) }));
        return;
    }
    if row.get("Type").text() == Some("propagated") {
        known.propagations.insert(table);
        for (id, _) in &targets {
            if let Some(id) = id {
                propagate(b, *id, table);
                if let Some(to) = b.model.get(*id).map(|a| a.to)
                    && matches!(to.kind(), Kind::VpnConnection | Kind::DirectConnect)
                {
                    b.announced.entry(to).or_default().extend(nets.iter().copied());
                }
            }
        }
        return;
    }
    let target = match targets.first() {
        None => TransitTarget::Blackhole,
        Some((_, name)) if blackhole => TransitTarget::Gone((*name).to_string()),
        Some((Some(id), _)) => TransitTarget::Attachment(*id),
        Some((None, name)) => {
            b.notes.left_out(text!("the way to {it}", it = code(name)), at, text!("this attachment is not in the snapshot"));
            doubt(b, gateway, text!("a route leads to {name}, which is not in the snapshot", name = code(name)));
            TransitTarget::Gone((*name).to_string())
        }
    };
    if let Some((_, more)) = targets.get(1) {
        b.notes.left_out(text!("the way to {it}", it = code(more)), at, text!("a transit gateway's route has one target in the design"));
    }
    out.extend(nets.into_iter().map(|destination| TransitRoute { destination, target: target.clone() }));
}

fn doubt(b: &mut Builder, gateway: Id<TransitGateway>, why: Text) {
    b.unknown_transit.entry(gateway).or_default().insert(why);
}

fn attachment(b: &Builder, gateway: Id<TransitGateway>, aws_id: &str) -> Option<Id<TransitAttachment>> {
    let own = b.model.meta(gateway)?.aws_id.clone()?;
    b.attachments.get(&(own, aws_id.to_string())).copied().filter(|a| b.model.contains(*a))
}

fn propagate(b: &mut Builder, id: Id<TransitAttachment>, table: Id<TransitTable>) {
    b.model.edit(id, |a: &mut TransitAttachment| {
        if !a.propagates_to.contains(&table) {
            a.propagates_to.push(table);
        }
    });
}

fn propagations(b: &mut Builder, known: &mut Known) {
    for r in b.snapshot.all(Sort::TransitPropagations) {
        let Some(table) = table_of(b, r, text!("propagations")) else { continue };
        known.propagations.insert(table);
        let Some(gateway) = b.model.get(table).map(|t| t.gateway) else { continue };
        let wrapped = r.json.has("TransitGatewayRouteTablePropagations") || r.json.has("TransitGatewayRouteTableId");
        let rows: Vec<&Json> = if wrapped { r.get("TransitGatewayRouteTablePropagations").list().iter().collect() } else { vec![r.json] };
        for row in rows {
            let state = state(row);
            if !state.is_empty() && state != "enabled" && state != "enabling" || gone(&state) {
                continue;
            }
            let Some(aws_id) = row.get("TransitGatewayAttachmentId").text() else { continue };
            match attachment(b, gateway, aws_id) {
                Some(id) => propagate(b, id, table),
                None => {
                    b.notes.left_out(
                        text!("the propagation of {aws_id}", aws_id = code(aws_id)),
                        &r.at(),
                        text!("this attachment is not in the snapshot"),
                    );
                    doubt(b, gateway, text!("{aws_id} propagates routes and is not in the snapshot", aws_id = code(aws_id)));
                }
            }
        }
    }
}

impl Builder<'_> {
    /// The tables of a gateway.
    pub fn tables_of(&self, gateway: Id<TransitGateway>) -> Vec<Id<TransitTable>> {
        let Some(own) = self.model.meta(gateway).and_then(|m| m.aws_id.as_deref()) else { return Vec::new() };
        let all = self.snapshot.all(Sort::TransitTable).iter().filter(|r| r.text("TransitGatewayId") == Some(own));
        all.filter_map(|r| self.find(r.text("TransitGatewayRouteTableId")?)).collect()
    }

    /// A node's blocks that were announced to AWS.
    pub fn announced_by(&self, node: NodeId) -> BTreeSet<IpNet> {
        self.announced.get(&node).cloned().unwrap_or_default()
    }
}
