//! S3 buckets and DynamoDB tables with their resource policies.

use super::context::Context;
use super::names;
use crate::document::{Bucket, Table};
use crate::interchange::block::{Block, Body, Expr, Import, Ref, Set};
use crate::text;

const BUCKET: Set = Set::this("aws_s3_bucket");
const BUCKET_POLICY: Set = Set::this("aws_s3_bucket_policy");
const TABLE: Set = Set::this("aws_dynamodb_table");
const TABLE_POLICY: Set = Set::this("aws_dynamodb_resource_policy");

pub fn lower(cx: &mut Context) {
    for (id, bucket) in cx.mine::<Bucket>() {
        let (key, at) = (cx.key(id), cx.at(&bucket.region));
        let chosen = bucket.bucket_name.clone().filter(|n| !n.trim().is_empty());
        if chosen.is_none() {
            cx.assume(id, text!("{bucket} has no name in the design: AWS makes one that begins with its key", bucket = id));
        }
        // Terraform adds 26 characters to a prefix, and a bucket's name has 63 at most.
        let prefix = chosen.is_none().then(|| format!("{}-", names::hyphenated(&key, 36)));
        let body = Body::new().opt("bucket", chosen.clone()).opt("bucket_prefix", prefix);
        let mut block = cx.block(BUCKET, id, at.clone(), body);
        if let (Some(None), Some(name)) = (cx.existing(id), chosen) {
            block.import = Import::Known(name);
        }
        cx.push_named(block);
        let policy = bucket.policy.as_deref().and_then(|p| cx.document(id, format!("bucket_{key}"), p, "the bucket policy"));
        if let Some(policy) = policy {
            let own = Ref { set: BUCKET, key: key.clone(), attribute: "id" };
            let body = Body::new().own("bucket", own).set("policy", policy);
            cx.push(Block::new(BUCKET_POLICY, key, body).of(id).region(at));
        }
    }
    for (id, table) in cx.mine::<Table>() {
        let (key, at) = (cx.key(id), cx.at(&table.region));
        // What a table's key attribute is called, a network's design does not know.
        let attribute = cx.input("table_keys", &key, Expr::Map(vec![("name".into(), "id".into()), ("type".into(), "S".into())]));
        let field = |field| match &attribute {
            Expr::Input { variable, key, .. } => Expr::Input { variable, key: key.clone(), field: Some(field) },
            other => other.clone(),
        };
        let mut name = names::hyphenated(&key, 255);
        while name.len() < 3 {
            name.push('-');
            name.push('t');
        }
        let body = Body::new()
            .set("name", name)
            .fix("billing_mode", "PAY_PER_REQUEST")
            .set("hash_key", field("name"))
            .part("attribute", Body::new().set("name", field("name")).set("type", field("type")));
        let block = cx.block(TABLE, id, at.clone(), body);
        cx.push_named(block);
        let policy = table.policy.as_deref().and_then(|p| cx.document(id, format!("table_{key}"), p, "the resource policy"));
        if let Some(policy) = policy {
            let own = Ref { set: TABLE, key: key.clone(), attribute: "arn" };
            let body = Body::new().own("resource_arn", own).set("policy", policy);
            cx.push(Block::new(TABLE_POLICY, key, body).of(id).region(at));
        }
    }
}
