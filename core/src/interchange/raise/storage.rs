//! S3 buckets and DynamoDB tables with their resource policies.

use super::context::Raiser;
use super::endpoints::document;
use crate::document::{Bucket, Table};
use crate::text;

pub fn raise(r: &mut Raiser) {
    for (at, id) in r.enrolled::<Bucket>("aws_s3_bucket") {
        let region = r.region_at(at);
        let bucket_name = r.text(at, "bucket").map(Into::into);
        r.know(at, &["bucket_prefix", "force_destroy", "acl"]);
        let v = r.get(at, "policy");
        let policy = document(r, at, "policy", v);
        let (name, tags) = r.name_of(at);
        let tagged = !r.get(at, "tags").get("Name").is_null() || !r.get(at, "tags_all").get("Name").is_null();
        let shown: String = bucket_name.clone().filter(|_: &String| !tagged).unwrap_or(name);
        r.put_as(at, id, &shown, tags, Bucket { account: None, region, bucket_name, policy });
    }
    for at in r.of("aws_s3_bucket_policy") {
        let Some(id) = r.refer::<Bucket>(at, "bucket").or_else(|| by_name(r, at)) else {
            r.left_out(at, text!("its bucket is not in the files"));
            continue;
        };
        let v = r.get(at, "policy");
        let policy = document(r, at, "policy", v);
        r.model.edit(id, |b: &mut Bucket| b.policy = policy);
    }
    for (at, id) in r.enrolled::<Table>("aws_dynamodb_table") {
        let region = r.region_at(at);
        r.know(at, &["billing_mode", "hash_key", "range_key", "attribute", "read_capacity", "write_capacity"]);
        let own = r.get(at, "name").as_text();
        let (name, tags) = r.name_of(at);
        let tagged = !r.get(at, "tags").get("Name").is_null() || !r.get(at, "tags_all").get("Name").is_null();
        r.put_as(at, id, own.filter(|_| !tagged).unwrap_or(&name), tags, Table { account: None, region, policy: None });
    }
    for at in r.of("aws_dynamodb_resource_policy") {
        let Some(id) = r.refer::<Table>(at, "resource_arn") else {
            r.left_out(at, text!("its table is not in the files"));
            continue;
        };
        let v = r.get(at, "policy");
        let policy = document(r, at, "policy", v);
        r.model.edit(id, |t: &mut Table| t.policy = policy);
    }
}

fn by_name(r: &mut Raiser, at: usize) -> Option<crate::document::Id<Bucket>> {
    let name = r.get(at, "bucket").as_text()?;
    r.model.all::<Bucket>().find(|(_, b)| b.bucket_name.as_deref() == Some(name)).map(|(id, _)| id)
}
