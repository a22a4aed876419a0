//! Policies of endpoints. Their principal is `*` and narrowed by conditions, which suits gateway endpoints too.
//!
//! "Control access to VPC endpoints using endpoint policies" in the AWS PrivateLink guide.

use super::{ACCOUNT, BUCKETS, Ground, ORGANIZATION, Starter, TABLES, of_agents, of_layers, some};
use crate::policy::actions::{Access, actions_of, patterns_of};
use serde_json::{Value, json};

pub(super) fn starters(service: &str, ground: &Ground) -> Vec<Starter> {
    let organization = || ground.organization.as_deref().ok_or(ORGANIZATION);
    let account = || ground.account.as_deref().ok_or(ACCOUNT);
    // AWS's own buckets are in no account and no organization of ours.
    let with_buckets_of_aws = |statement: Value| {
        let buckets = (service == "s3").then(|| of_aws(ground));
        std::iter::once(statement).chain(buckets).collect::<Vec<_>>()
    };
    let mut out = vec![
        Starter::none("Full access", "Every principal, action and resource, those of others too. It is what AWS sets by itself."),
        Starter::of(
            "own-organization",
            "Own organization's principals",
            "Every request of principals of your organization, whatever it is for. No request of others, and none without a signature.",
            organization().map(|o| vec![when("OwnOrganization", json!("*"), json!({"aws:PrincipalOrgID": o}))]),
        ),
        Starter::of(
            "own-organization-both",
            "Own organization, both ends",
            if service == "s3" {
                "Requests of your organization's principals to your organization's resources; and reading from the buckets of AWS that agents and image layers come from."
            } else {
                "Requests of your organization's principals to your organization's resources."
            },
            organization().map(|o| {
                let both = json!({"aws:PrincipalOrgID": o, "aws:ResourceOrgID": o});
                with_buckets_of_aws(when("OwnOrganization", json!("*"), both))
            }),
        ),
        Starter::of(
            "own-account",
            "Own account's principals",
            "Every request of principals of your account, whatever it is for. No request of others, and none without a signature.",
            account().map(|a| vec![when("OwnAccount", json!("*"), json!({"aws:PrincipalAccount": a}))]),
        ),
        Starter::of(
            "own-account-both",
            "Own account, both ends",
            if service == "s3" {
                "Requests of your account's principals to your account's resources; and reading from the buckets of AWS that agents and image layers come from."
            } else {
                "Requests of your account's principals to your account's resources."
            },
            account().map(|a| {
                let both = json!({"aws:PrincipalAccount": a, "aws:ResourceAccount": a});
                with_buckets_of_aws(when("OwnAccount", json!("*"), both))
            }),
        ),
    ];
    if actions_of(service).next().is_some() {
        let actions = patterns_of(service, |_, access| matches!(access, Access::Read | Access::List));
        out.push(Starter::of(
            "read-only",
            "Read only, own account",
            "Reading and listing by principals of your account, by the classes of AWS's action list. No change, and nothing of others.",
            account().map(|a| vec![when("ReadOnly", json!(actions), json!({"aws:PrincipalAccount": a}))]),
        ));
    }
    if service == "s3" {
        let own = || {
            let arns = some(ground.bucket_arns(), BUCKETS)?;
            Ok(json!({"Sid": "OwnBuckets", "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": arns}))
        };
        out.push(Starter::of(
            "own-buckets",
            "These buckets",
            "Every request of anybody, to the buckets of this design and to no others: agents and image pulls are shut out of AWS's own buckets.",
            own().map(|statement| vec![statement]),
        ));
        out.push(Starter::of(
            "own-buckets-and-aws",
            "These buckets, and AWS's own",
            "Every request of anybody to the buckets of this design; and reading from the buckets of AWS that agents and image layers come from.",
            own().map(with_buckets_of_aws),
        ));
    }
    if service == "dynamodb" {
        out.push(Starter::of(
            "own-tables",
            "These tables",
            "Every request of anybody, to the tables of this design and their indexes, and to no others.",
            some(ground.table_arns(), TABLES).map(|arns| {
                vec![json!({"Sid": "OwnTables", "Effect": "Allow", "Principal": "*", "Action": "dynamodb:*", "Resource": arns})]
            }),
        ));
    }
    out
}

fn when(sid: &str, actions: Value, equal: Value) -> Value {
    json!({"Sid": sid, "Effect": "Allow", "Principal": "*", "Action": actions, "Resource": "*", "Condition": {"StringEquals": equal}})
}

/// Reading from AWS's own buckets of the region.
fn of_aws(ground: &Ground) -> Value {
    let buckets = of_agents(&ground.region).into_iter().chain(of_layers(&ground.region));
    let objects: Vec<String> = buckets.map(|name| format!("arn:{}:s3:::{name}/*", ground.partition)).collect();
    json!({"Sid": "BucketsOfAws", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": objects})
}
