//! Policies of roles, and boundaries that limit them.

use super::{BUCKETS, Ground, Starter, TABLES, some};
use serde_json::{Value, json};

/// What the Systems Manager agent does, as AWS's managed policy for instances lets it.
///
/// AWS: "AmazonSSMManagedInstanceCore" (AWS Managed Policy Reference)
const AGENT: [&str; 26] = [
    "ec2messages:AcknowledgeMessage",
    "ec2messages:DeleteMessage",
    "ec2messages:FailMessage",
    "ec2messages:GetEndpoint",
    "ec2messages:GetMessages",
    "ec2messages:SendReply",
    "ssm:DescribeAssociation",
    "ssm:DescribeDocument",
    "ssm:GetDeployablePatchSnapshotForInstance",
    "ssm:GetDocument",
    "ssm:GetManifest",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:ListAssociations",
    "ssm:ListInstanceAssociations",
    "ssm:PutComplianceItems",
    "ssm:PutConfigurePackageResult",
    "ssm:PutInventory",
    "ssm:UpdateAssociationStatus",
    "ssm:UpdateInstanceAssociationStatus",
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
    "sts:GetCallerIdentity",
];

pub(super) fn starters(ground: &Ground) -> Vec<Starter> {
    let buckets = || some(ground.bucket_arns(), BUCKETS);
    let read = ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:GetBucketLocation"];
    let write = ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];
    let both: Vec<&str> = read.into_iter().chain(write).collect();
    let query = ["dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"];
    let pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer"];
    vec![
        Starter::of(
            "read-buckets",
            "Read these buckets",
            "Reading and listing of the design's buckets, and nothing else.",
            buckets().map(|arns| vec![allow("ReadBuckets", json!(read), json!(arns))]),
        ),
        Starter::of(
            "write-buckets",
            "Read and write these buckets",
            "Reading, listing, writing and deleting of objects in the design's buckets. The buckets themselves stay as they are.",
            buckets().map(|arns| vec![allow("WriteBuckets", json!(both), json!(arns))]),
        ),
        Starter::of(
            "read-tables",
            "Read these tables",
            "Reading items of the design's tables and their indexes, and nothing else.",
            some(ground.table_arns(), TABLES).map(|arns| vec![allow("ReadTables", json!(query), json!(arns))]),
        ),
        Starter::of(
            "managed-instance",
            "Be managed by Systems Manager",
            "What the Systems Manager agent needs to be managed, patched and connected to; also reading every parameter of the account.",
            Ok(vec![allow("Agent", json!(AGENT), json!("*"))]),
        ),
        Starter::of(
            "pull-images",
            "Pull images from ECR",
            "Signing in to ECR and pulling images of every repository; pushing none.",
            Ok(vec![allow("PullImages", json!(pull), json!("*"))]),
        ),
    ]
}

/// Permissions boundaries: what a role may do at most.
pub(super) fn limits(ground: &Ground) -> Vec<Starter> {
    let everything = || allow("Everything", json!("*"), json!("*"));
    // Their requests are for one region wherever they come from. [AWS: Denies access to AWS based on the requested Region]
    let global = ["cloudfront:*", "iam:*", "organizations:*", "route53:*", "sts:*", "support:*"];
    let condition = json!({"StringNotEquals": {"aws:RequestedRegion": ground.region}});
    let elsewhere = json!({"Sid": "NoOtherRegion", "Effect": "Deny", "NotAction": global, "Resource": "*", "Condition": condition});
    let permissions = json!({"Sid": "NoPermissions", "Effect": "Deny", "Action": ["iam:*", "organizations:*"], "Resource": "*"});
    vec![
        Starter::none("None", "The role's policies alone decide."),
        Starter::of(
            "own-region",
            "Only in this region",
            "At most what the role's policies allow, and that in the design's region only; of global services everything.",
            Ok(vec![everything(), elsewhere]),
        ),
        Starter::of(
            "no-permissions",
            "No change of permissions",
            "At most what the role's policies allow, but nothing of IAM and AWS Organizations.",
            Ok(vec![everything(), permissions]),
        ),
    ]
}

fn allow(sid: &str, actions: Value, resources: Value) -> Value {
    json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources})
}
