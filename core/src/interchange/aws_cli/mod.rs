//! What an AWS account holds, from the answers of `aws ec2 describe-*` and its like: JSON files in, a design out.
//!
//! Carried: everything that routes and filters. Files are known by their content; any may be missing. What the files tell of and do
//! not describe becomes something unknown that answers depend on, and every guess and omission is told. No credentials are ever
//! needed: a person runs the commands and gives their output.

mod acls;
mod balancers;
mod build;
mod databases;
mod direct;
mod endpoints;
mod enrol;
mod forms;
mod gateways;
mod groups;
mod implied;
mod interfaces;
pub(super) mod json;
mod lists;
mod owners;
mod peering;
mod places;
mod public_access;
pub(super) mod recognise;
mod settled;
mod tables;
mod transit;
mod transit_routes;
mod vpcs;
mod vpn;
mod workloads;

#[cfg(test)]
mod tests;

pub use super::imported::Options;
pub(super) use lists::service;
pub use recognise::MAX_BYTES;

use super::imported::{ImportError, Imported, Sources};
use super::notes::Notes;
use crate::document::{Assumptions, Document, Layout, Region, Vpc};
use crate::text;
use crate::text::code;
use build::Builder;
use places::Regions;
use recognise::Snapshot;
use std::sync::Arc;

/// Reads a snapshot of one or several accounts and regions.
pub fn read(files: Sources, options: &Options) -> Result<Imported, ImportError> {
    let mut notes = Notes::default();
    let files = recognise::parse(files, &mut notes)?;
    let snapshot = Snapshot::of(&files, &mut notes);
    if snapshot.is_empty() {
        return Err(ImportError::new(
            "",
            text!("nothing in these files is known to be an answer of the AWS CLI, such as that of aws ec2 describe-vpcs"),
        ));
    }
    if snapshot.records().next().is_none() {
        notes.guess(text!("the answers in these files are empty: there is nothing of what they list, and so nothing in the design"));
    }
    let regions = Regions::of(&snapshot, options.region.clone());
    let mut b = Builder::new(&snapshot, notes, regions);
    enrol::all(&mut b);
    implied::enrol(&mut b);
    lists::read(&mut b);
    vpcs::read(&mut b);
    gateways::read(&mut b);
    transit::enrol(&mut b);
    tables::read(&mut b);
    vpcs::subnets(&mut b);
    acls::read(&mut b);
    groups::read(&mut b);
    gateways::nats(&mut b);
    endpoints::read(&mut b);
    implied::read(&mut b);
    workloads::read(&mut b);
    databases::read(&mut b);
    balancers::read(&mut b);
    peering::read(&mut b);
    direct::read(&mut b);
    transit::read(&mut b);
    transit_routes::read(&mut b);
    vpn::read(&mut b);
    interfaces::read(&mut b);
    owners::read(&mut b);
    settled::read(&mut b);
    gateways::perhaps(&mut b);
    balancers::targets(&mut b);
    if b.full() {
        return Err(ImportError::new("", text!("there are more than {most} resources here", most = crate::edit::MAX_NODES)));
    }
    finish(b, options)
}

fn finish(mut b: Builder, options: &Options) -> Result<Imported, ImportError> {
    for (vpc, whys) in std::mem::take(&mut b.doubts) {
        let name = b.model.name(vpc);
        if let Some(whys) = whys.first() {
            b.notes.guess(text!("{name}: what happens in this VPC is not fully known: {whys}", name = code(name), whys = whys));
        }
        b.model.edit(vpc, |v: &mut Vpc| v.opaque = true);
    }
    let region = b.regions.main();
    if b.regions.assumed {
        b.notes.guess(text!("the files do not say which region they are of; {region} was taken", region = code(Region::default())));
    }
    let told = b.notes.finish();
    let title = options.title.clone().unwrap_or_else(|| "Imported account".into());
    let design = Document {
        model: Arc::new(b.model),
        layout: Arc::new(Layout::default()),
        usage: Arc::default(),
        assumptions: Arc::new(Assumptions { title, region, ..Assumptions::default() }),
        next: b.next,
    };
    Ok(Imported::new(design, b.understood, told))
}
