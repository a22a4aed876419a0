//! VPC peering connections, with the accepting side where it is in another region.

use super::context::Context;
use super::names;
use crate::document::{Account, Id, NodeId, Peering, Vpc};
use crate::interchange::block::{Block, Body, Expr, Ref, Set};
use crate::text;

const ACCEPTER: Set = Set::this("aws_vpc_peering_connection_accepter");
const OPTIONS: Set = Set::this("aws_vpc_peering_connection_options");

pub fn lower(cx: &mut Context) {
    for (id, peering) in cx.mine::<Peering>() {
        let (Some(from), Some(to)) = (cx.model.get(peering.requester), cx.model.get(peering.accepter)) else { continue };
        if cx.is_foreign(peering.requester) {
            let text = text!("{peering} is asked for by another account: accept it there, its routes are written", peering = id);
            cx.left_out(id, text);
            continue;
        }
        let (same_region, ours) = (from.region == to.region, !cx.is_foreign(peering.accepter));
        let at_once = same_region && ours && peering.accepted;
        let dns = |allowed: bool| vec![Body::new().set("allow_remote_vpc_dns_resolution", allowed)];
        let when = |yes: bool, bodies: Vec<Body>| if yes { bodies } else { Vec::new() };
        let owner = (!ours).then(|| owner(cx, peering.accepter)).flatten();
        let body = Body::new()
            .set("vpc_id", cx.vpc(peering.requester))
            .set("peer_vpc_id", cx.vpc(peering.accepter))
            .opt("peer_owner_id", owner)
            .opt("peer_region", (!same_region).then(|| to.region.as_str()))
            .opt("auto_accept", at_once.then_some(true))
            .parts("requester", when(at_once, dns(peering.requester_dns)))
            .parts("accepter", when(at_once, dns(peering.accepter_dns)));
        let block = cx.block(names::PEERING, id, cx.at(&from.region), body);
        cx.push_named(block);
        if at_once || !peering.accepted {
            continue;
        }
        if !ours {
            cx.assume(id, text!("{peering} waits for the other account to accept it", peering = id));
            continue;
        }
        let key = cx.key(id);
        let reference = |set, attribute| Expr::Ref(Ref { set, key: key.clone(), attribute });
        let body = Body::new()
            .own("vpc_peering_connection_id", reference(names::PEERING, "id"))
            .fix("auto_accept", true)
            .part("accepter", Body::new().set("allow_remote_vpc_dns_resolution", peering.accepter_dns));
        let block = cx.named(Block::new(ACCEPTER, key.clone(), body).of(id)).region(cx.at(&to.region));
        cx.push(block);
        let body = Body::new()
            .own("vpc_peering_connection_id", reference(ACCEPTER, "id"))
            .part("requester", Body::new().set("allow_remote_vpc_dns_resolution", peering.requester_dns));
        cx.push(Block::new(OPTIONS, key, body).of(id).region(cx.at(&from.region)));
    }
}

/// The account id of a VPC's owner, from a variable where it is not known.
fn owner(cx: &mut Context, vpc: Id<Vpc>) -> Option<Expr> {
    let account: Id<Account> = cx.model.get(vpc)?.account?;
    let known = cx.model.get(account)?.account_id.clone();
    let key = cx.key(NodeId::from(account));
    Some(known.map_or_else(|| cx.input("account_ids", &key, "000000000000"), Expr::Text))
}
