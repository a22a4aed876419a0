//! Infrastructure code as a design: the other direction of [`super::lower`], file by file. Readers give [`Item`]s; this makes nodes of them.
//!
//! Nothing is dropped in silence: a type or an argument that nobody reads is listed, what is not known is named, and where that
//! touches what packets do, the answers of the VPC depend on it (`Vpc::opaque`, lists that are not complete).

mod balancers;
mod blocks;
mod context;
mod dangling;
mod dns;
mod endpoints;
mod enrol;
pub mod firewalls;
mod gateways;
mod groups;
mod idle;
mod network_acls;
mod peering;
mod places;
mod roles;
mod routing;
mod rules;
mod servers;
mod storage;
mod strangers;
mod subnets;
#[cfg(test)]
mod tests;
mod transit;
mod vpcs;
mod vpn;
mod workloads;

use super::imported::{ImportError, Imported, Options};
use super::item::Item;
use super::notes::Notes;
use crate::document::{Assumptions, Document, Layout, Vpc};
use crate::edit::MAX_NODES;
use crate::text;
use crate::text::code;
use context::Raiser;
use std::sync::Arc;

pub use blocks::items;
pub use vpcs::part;

/// How much of its arguments a format gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// What a person wrote: whatever is not read is worth a word.
    Written,
    /// Every argument that the provider has, defaults and what AWS computed among them: only types are.
    Full,
}

/// A design of resources, with what a reader has noted already.
pub fn raise(items: &[Item], given: Given, notes: Notes, options: &Options) -> Result<Imported, ImportError> {
    if items.len() >= MAX_NODES as usize {
        return Err(ImportError::new("", text!("there are more than {most} resources here", most = MAX_NODES)));
    }
    let more = firewalls::with_endpoints(items);
    let mut r = Raiser::new(more.as_deref().unwrap_or(items), notes, options);
    r.full = given == Given::Full;
    r.enrol();
    gateways::lists(&mut r);
    vpcs::raise(&mut r);
    routing::tables(&mut r);
    network_acls::raise(&mut r);
    subnets::raise(&mut r);
    gateways::raise(&mut r);
    groups::raise(&mut r);
    peering::raise(&mut r);
    transit::raise(&mut r);
    vpn::raise(&mut r);
    endpoints::raise(&mut r);
    firewalls::raise(&mut r);
    roles::raise(&mut r);
    workloads::raise(&mut r);
    servers::raise(&mut r);
    balancers::raise(&mut r);
    storage::raise(&mut r);
    dns::raise(&mut r);
    routing::routes(&mut r);
    balancers::targets(&mut r);
    dangling::forget(&mut r);
    for why in std::mem::take(&mut r.notes.doubts) {
        r.doubt_all(&why);
    }
    idle::tell(&mut r, given);
    Ok(finish(r, options))
}

fn finish(mut r: Raiser, options: &Options) -> Imported {
    for (vpc, whys) in std::mem::take(&mut r.doubts) {
        let name = r.model.name(vpc);
        if let Some(whys) = whys.first() {
            r.notes.guess(text!("{name}: what happens in this VPC is not fully known: {whys}", name = code(name), whys = whys));
        }
        r.model.edit(vpc, |v: &mut Vpc| v.opaque = true);
    }
    if r.region_assumed {
        r.notes.guess(text!("the files do not say which region they are of; {region} was taken", region = code(&r.region)));
    }
    let title = options.title.clone().unwrap_or_else(|| "Imported".into());
    let design = Document {
        model: Arc::new(r.model),
        layout: Arc::new(Layout::default()),
        usage: Arc::default(),
        assumptions: Arc::new(Assumptions { title, region: r.region, ..Assumptions::default() }),
        next: r.next,
    };
    Imported { places: r.places, ..Imported::new(design, r.understood, r.notes.finish()) }
}
