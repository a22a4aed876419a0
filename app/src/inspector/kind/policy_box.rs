//! The policy editors of endpoints, buckets, tables and roles, with templates filled in from the design.

use super::super::edit::{Edit, Typed};
use super::super::form::Policy;
use super::super::make::Of;
use super::super::policy::For;
use portico_core::catalogue::Catalogue;
use portico_core::document::{Account, Bucket, Region, ServiceId, Vpc};
use portico_core::text;
use portico_core::text::Text;
use serde_json::{Value as Json, json};

/// An endpoint's policy. On a gateway endpoint the principal is `*` and narrowed by conditions, which suits both kinds.
pub fn endpoint(of: &Of, value: Option<&String>, service: &ServiceId, what: For) -> Policy {
    let (org, account) = account(of);
    let mut missing = Vec::new();
    let mut templates = vec![("Full access".to_string(), None)];
    let mut offer = |label: &str, policy: Option<Json>, lacking: &'static str| match policy {
        Some(p) => templates.push((label.into(), Some(pretty(&p)))),
        None => missing.push(Text::plain(lacking)),
    };
    offer(
        "Only this organization",
        org.map(|o| when(json!("*"), json!({ "StringEquals": { "aws:PrincipalOrgID": o } }))),
        "“Only this organization” wants the organization's id: give it under the design (select nothing)",
    );
    offer(
        "Only this account's principals",
        account.map(|a| when(json!("*"), json!({ "StringEquals": { "aws:PrincipalAccount": a } }))),
        "“Only this account's principals” wants the account's id: give it under the design (select nothing)",
    );
    if *service == ServiceId::s3() {
        let arns = bucket_arns(of);
        offer(
            "Only these buckets",
            (!arns.is_empty()).then(|| allow(json!(arns))),
            "“Only these buckets” wants buckets with names in the design",
        );
    }
    Policy {
        id: "policy".into(),
        title: "Endpoint policy".into(),
        value: value.cloned(),
        edit: Edit::field(of.id, "policy", Typed::Optional),
        absent: text!("Full access: every principal, action and resource may pass, also those of others"),
        what,
        templates,
        missing,
        undo: format!("Policy of {}", of.name()),
    }
}

/// The resource policy of a bucket.
pub fn bucket(of: &Of, b: &Bucket) -> Policy {
    let mut missing = Vec::new();
    let mut templates = vec![("No policy".to_string(), None)];
    match &b.bucket_name {
        Some(name) => {
            let arns = arns(&b.region, name);
            let deny = |condition: Json| {
                json!({ "Version": "2012-10-17", "Statement": [{
                    "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": arns, "Condition": condition,
                }] })
            };
            templates
                .push(("Only encrypted connections".into(), Some(pretty(&deny(json!({ "Bool": { "aws:SecureTransport": "false" } }))))));
            let known: Vec<String> = of.model().all::<Vpc>().filter_map(|(id, _)| of.model().meta(id)?.aws_id.clone()).collect();
            if known.is_empty() {
                missing.push(text!("“Only from these VPCs” wants VPCs whose AWS id is known"));
            } else {
                let condition = json!({ "StringNotEquals": { "aws:SourceVpc": known } });
                templates.push(("Only from these VPCs".into(), Some(pretty(&deny(condition)))));
            }
        }
        None => missing.push(text!("Templates want the bucket's name")),
    }
    let absent = text!("No policy: principals of the account go by their own policies, others have no access");
    resource(of, b.policy.clone(), absent, templates, missing)
}

/// The resource policy of a table.
pub fn table(of: &Of, value: Option<String>) -> Policy {
    let absent = text!("No policy: principals of the account go by their own policies, others have no access");
    resource(of, value, absent, vec![("No policy".into(), None)], Vec::new())
}

fn resource(of: &Of, value: Option<String>, absent: Text, templates: Vec<(String, Option<String>)>, missing: Vec<Text>) -> Policy {
    Policy {
        id: "policy".into(),
        title: "Resource policy".into(),
        value,
        edit: Edit::field(of.id, "policy", Typed::Optional),
        absent,
        what: For::Resource,
        templates,
        missing,
        undo: format!("Policy of {}", of.name()),
    }
}

/// The organization's and the account's id, where the design has them.
fn account(of: &Of) -> (Option<String>, Option<String>) {
    let own = of.vpc().and_then(|v| of.model().get(v)).and_then(|v| v.account);
    let a = own.and_then(|id| of.model().get(id)).or_else(|| of.model().all::<Account>().next().map(|(_, a)| a));
    a.map_or((None, None), |a| (a.organization.clone(), a.account_id.clone()))
}

fn bucket_arns(of: &Of) -> Vec<String> {
    of.model().all::<Bucket>().filter_map(|(_, b)| Some(arns(&b.region, b.bucket_name.as_ref()?))).flatten().collect()
}

fn arns(region: &Region, bucket: &str) -> Vec<String> {
    let partition = Catalogue::bundled().region(region.as_str()).map_or("aws", |r| r.partition.as_str());
    vec![format!("arn:{partition}:s3:::{bucket}"), format!("arn:{partition}:s3:::{bucket}/*")]
}

/// Every object of a bucket.
pub fn objects(region: &Region, bucket: &str) -> String {
    arns(region, bucket).pop().unwrap_or_default()
}

fn allow(resources: Json) -> Json {
    json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": resources }] })
}

fn when(resources: Json, condition: Json) -> Json {
    json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": resources, "Condition": condition,
    }] })
}

/// In the form that "Pretty-print" gives.
fn pretty(json: &Json) -> String {
    let text = json.to_string();
    portico_core::policy::Policy::parse(&text).map_or(text, |p| p.to_json())
}
