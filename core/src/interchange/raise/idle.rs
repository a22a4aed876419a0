//! What nobody read: types that a design has no place for, and arguments that it does not model. Told by type, with counts.

use super::Given;
use super::context::Raiser;
use crate::interchange::item::Val;
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Text, code};

/// Arguments of every type that are about how Terraform works, or the same for all.
const GENERAL: &[&str] = &["id", "arn", "tags", "tags_all", "region", "timeouts", "owner_id", "provider", "depends_on", "lifecycle"];

/// Types that say nothing of a network.
const NO_NETWORK: &[&str] = &[
    "random_",
    "null_resource",
    "local_",
    "tls_",
    "time_",
    "terraform_data",
    "template_",
    "archive_",
    "data.",
    "aws_cloudwatch_",
    "aws_kms_",
    "aws_ssm_",
    "aws_secretsmanager_",
    "aws_sns_",
    "aws_sqs_",
    "aws_iam_",
    "aws_key_pair",
    "aws_ecr_",
    "aws_ami",
    "aws_acm_",
    "aws_budgets_",
    "aws_cloudtrail",
    "aws_config_",
    "aws_s3_bucket_",
    "aws_s3_object",
    "kubernetes_",
    "helm_",
];

pub fn tell(r: &mut Raiser, given: Given) {
    for (kind, all) in r.kinds() {
        let unread: Vec<usize> = all.iter().copied().filter(|at| !r.is_taken(*at)).collect();
        if let Some(first) = unread.first() {
            // What is looked up and found nobody's interest is no loss.
            if kind.starts_with("data.") {
                continue;
            }
            let why = if NO_NETWORK.iter().any(|p| kind.starts_with(p)) {
                text!("it takes no part in what packets do")
            } else if READ_WITH.contains(&kind) {
                text!("nothing in the design uses it")
            } else {
                text!("Portico does not model this type")
            };
            let what = if unread.len() == 1 {
                Text::of(r.address(*first))
            } else {
                text!("{kind} ({n} of them)", kind = code(kind), n = unread.len())
            };
            let place = r.place(*first);
            r.notes.left_out(what, &place, why);
        }
    }
    if given == Given::Written {
        arguments(r);
    }
}

/// Types that are read through what refers to them.
const READ_WITH: &[&str] = &[
    "aws_launch_template",
    "aws_launch_configuration",
    "aws_db_subnet_group",
    "aws_elasticache_subnet_group",
    "aws_redshift_subnet_group",
    "aws_ecs_task_definition",
    "aws_ecs_cluster",
    "aws_iam_policy",
];

fn arguments(r: &mut Raiser) {
    let mut all: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    for (at, item) in r.items.iter().enumerate() {
        if !r.is_taken(at) || r.is_left_out(at) || item.kind.starts_with("data.") {
            continue;
        }
        for (name, value) in item.body.iter() {
            let silent = GENERAL.contains(&&**name) || value.is_blank() || matches!(value, Val::Bool(false));
            if !silent && !r.was_read(at, name) {
                all.entry((item.kind.clone(), name.to_string())).or_insert((at, 0)).1 += 1;
            }
        }
    }
    for ((kind, name), (at, count)) in all {
        let what = if count == 1 {
            Text::of(format!("{}: {name}", r.address(at)))
        } else {
            text!("{it} ({n} times)", it = code(format!("{kind}: {name}")), n = count)
        };
        let place = r.place(at);
        r.notes.left_out(what, &place, text!("Portico does not model this argument"));
    }
}
