//! A design as blocks: what Terraform and CloudFormation write, in one form. One file per concern.
//!
//! What AWS makes by itself with a VPC exports like this. The main route table is never taken over: its routes are
//! resources of their own on the table that AWS made. The default security group and the default network ACL are left
//! alone while they are as AWS makes them, and else taken over whole (`aws_default_…`), which removes every rule that
//! the design does not have. Their names and tags are not written. A format that cannot take over ([`Born::StoodIn`]) gets
//! a table, a group or an ACL of its own in their place, wherever the design has them otherwise than AWS makes them.

mod balancers;
mod context;
mod dns;
mod endpoints;
mod gateways;
mod groups;
pub(in crate::interchange) mod names;
mod network_acls;
mod peering;
mod roles;
mod routing;
mod servers;
mod storage;
mod subnets;
mod transit;
mod vpcs;
mod vpn;
mod workloads;

pub(in crate::interchange) use groups::rule_key;
pub(in crate::interchange) use routing::destination_key;

use super::block::{Block, Expr};
use crate::catalogue::Catalogue;
use crate::document::{Document, NodeId, Region};
use crate::ordered::BTreeMap;
use crate::policy::Policy;
use crate::text::Text;
use context::Context;
pub(in crate::interchange) use roles::principal;

pub use endpoints::{NO_ACCOUNT, NO_CONFIGURATION};
pub use groups::group_description;

/// What becomes of the main route table, default group and default ACL of a VPC where the design changes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Born {
    /// They are taken over.
    TakenOver,
    /// Others are made, and used in their place in so many words.
    StoodIn,
}

/// A policy document, to be written beside the resources that use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyDocument {
    /// Unique; a name in every format.
    pub label: String,
    pub of: NodeId,
    pub policy: Policy,
}

/// Something to tell the reader of an export.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    pub on: Option<NodeId>,
    pub text: Text,
}

/// A design as blocks, with what could not be said in them.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The region of everything that does not name its own.
    pub region: Region,
    pub blocks: Vec<Block>,
    pub documents: Vec<PolicyDocument>,
    /// Variables by name: what a design cannot know, with a harmless default by key.
    pub inputs: BTreeMap<&'static str, BTreeMap<String, Expr>>,
    /// What is in the design and not in the blocks, and why.
    pub left_out: Vec<Note>,
    /// What is in the blocks and not in the design, and why.
    pub assumed: Vec<Note>,
}

/// The blocks of a design, in an order that depends on export keys alone.
pub fn lower(doc: &Document, catalogue: &Catalogue) -> Lowered {
    lower_as(doc, catalogue, Born::TakenOver)
}

/// As [`lower`], for a format that can or cannot take over what AWS makes.
pub fn lower_as(doc: &Document, catalogue: &Catalogue, born: Born) -> Lowered {
    let mut cx = Context::new(doc, catalogue, born);
    vpcs::lower(&mut cx);
    subnets::lower(&mut cx);
    routing::lower(&mut cx);
    gateways::lower(&mut cx);
    peering::lower(&mut cx);
    transit::lower(&mut cx);
    vpn::lower(&mut cx);
    groups::lower(&mut cx);
    network_acls::lower(&mut cx);
    endpoints::lower(&mut cx);
    balancers::lower(&mut cx);
    roles::lower(&mut cx);
    workloads::lower(&mut cx);
    storage::lower(&mut cx);
    dns::lower(&mut cx);
    cx.finish()
}
