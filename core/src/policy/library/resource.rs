//! Policies of buckets and tables. They deny what does not belong; what is allowed, the policies of roles say.
//!
//! "Bucket policies" and "Controlling access from VPC endpoints with bucket policies" in the Amazon S3 User Guide.

use super::{Ground, ORGANIZATION, Starter};
use serde_json::{Value, json};

const OWN: &str = "its name, and of a table the account's id";
const VPCS: &str = "VPCs whose AWS id is known";
const ENDPOINTS: &str = "endpoints whose AWS id is known";

pub(super) fn starters(service: &str, ground: &Ground) -> Vec<Starter> {
    let deny = |sid: &str, condition: Value| {
        let own = if ground.own.is_empty() { Err(OWN) } else { Ok(&ground.own) };
        own.map(|own| {
            let actions = format!("{service}:*");
            vec![json!({"Sid": sid, "Effect": "Deny", "Principal": "*", "Action": actions, "Resource": own, "Condition": condition})]
        })
    };
    // AWS's services and the root user are excepted, so that nobody locks themselves out.
    let by_network = |sid: &str, key: &str, ids: &[String], lacking: &'static str| {
        if ids.is_empty() {
            return Err(lacking);
        }
        let mut condition = json!({
            "StringNotEquals": {key: ids},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"},
        });
        if let (Some(account), Some(all)) = (&ground.account, condition.as_object_mut()) {
            let root = format!("arn:{}:iam::{account}:root", ground.partition);
            all.insert("ArnNotEqualsIfExists".into(), json!({"aws:PrincipalArn": root}));
        }
        deny(sid, condition)
    };
    vec![
        Starter::none("No policy", "Principals of the account go by their own policies; others have no access."),
        Starter::of(
            "encrypted",
            "Only encrypted connections",
            "Denies requests without TLS. It allows nothing by itself: roles' own policies do.",
            deny("OnlyEncrypted", json!({"Bool": {"aws:SecureTransport": "false"}})),
        ),
        Starter::of(
            "own-organization",
            "Own organization only",
            "Denies everybody outside your organization but AWS's services. It allows nothing by itself: roles' own policies do.",
            ground.organization.as_deref().ok_or(ORGANIZATION).and_then(|o| {
                let condition = json!({
                    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": o},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                });
                deny("OnlyOwnOrganization", condition)
            }),
        ),
        Starter::of(
            "own-vpcs",
            "Only from these VPCs",
            "Denies what does not come through an endpoint of the design's VPCs; AWS's services and, where its id is known, the account's root user are excepted. It allows nothing by itself.",
            by_network("OnlyOwnVpcs", "aws:SourceVpc", &ground.vpcs, VPCS),
        ),
        Starter::of(
            "own-endpoints",
            "Only through these endpoints",
            "Denies what does not come through an endpoint of the design; AWS's services and, where its id is known, the account's root user are excepted. It allows nothing by itself.",
            by_network("OnlyOwnEndpoints", "aws:SourceVpce", &ground.endpoints, ENDPOINTS),
        ),
    ]
}
