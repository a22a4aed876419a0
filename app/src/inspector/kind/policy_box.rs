//! The policy editors of endpoints, buckets and tables.

use super::super::edit::{Edit, Typed};
use super::super::form::Policy;
use super::super::make::Of;
use crate::policy::{For, design};
use portico_core::text;
use portico_core::text::Text;

/// An endpoint's policy.
pub fn endpoint(of: &Of, value: Option<&String>, what: For) -> Policy {
    let absent = text!("Full access: every principal, action and resource may pass, also those of others");
    policy(of, "Endpoint policy", value.cloned(), absent, what)
}

/// The resource policy of a bucket or table.
pub fn resource(of: &Of, value: Option<String>) -> Policy {
    let absent = text!("No policy: principals of the account go by their own policies, others have no access");
    policy(of, "Resource policy", value, absent, For::Resource)
}

fn policy(of: &Of, title: &str, value: Option<String>, absent: Text, what: For) -> Policy {
    Policy {
        id: "policy".into(),
        node: of.id,
        title: title.into(),
        value,
        edit: Edit::field(of.id, "policy", Typed::Optional),
        absent,
        what,
        about: design(of.doc, of.id),
        undo: crate::say!("Policy of {name}", name = of.name()),
    }
}
