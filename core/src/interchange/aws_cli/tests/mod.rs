//! Snapshots in, designs out: what each awkward shape becomes, and that nothing is dropped in silence.

mod damage;
mod links;
mod missing;
mod network;
mod owners;
mod public_access;
mod states;

use super::{Options, read};
use crate::document::*;
use crate::interchange::imported::Imported;
use crate::interchange::save;

/// Imports files; whatever comes out can be saved and read again.
fn import(files: &[(&str, &str)]) -> Imported {
    let sources = files.iter().map(|(n, t)| ((*n).to_string(), t.as_bytes().to_vec())).collect();
    let out = read(sources, &Options::default()).unwrap();
    assert_eq!(save::read(&save::write(&out.design)).unwrap(), out.design);
    out
}

/// One merged file: a VPC with a subnet, its table and ACL, and what the test adds.
fn with(more: &str) -> Imported {
    import(&[("us-east-1/base.json", BASE), ("us-east-1/more.json", more)])
}

const BASE: &str = r#"{
  "Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111", "EnableDnsSupport": true, "EnableDnsHostnames": true,
            "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
                                        {"CidrBlock": "10.9.0.0/16", "CidrBlockState": {"State": "disassociated"}}]}],
  "Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "us-east-1a", "Tags": [{"Key": "Name", "Value": "app"}, {"Key": "team", "Value": "x"}]}],
  "RouteTables": [{"RouteTableId": "rtb-main", "VpcId": "vpc-a", "Associations": [{"Main": true}],
                   "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}]}],
  "NetworkAcls": [{"NetworkAclId": "acl-main", "VpcId": "vpc-a", "IsDefault": true, "Associations": [{"SubnetId": "subnet-a"}], "Entries": []}]
}"#;

/// The only one of its kind, or the one of that AWS id.
fn the<T: Resource + Clone>(i: &Imported, aws_id: &str) -> (Id<T>, T) {
    let found = i.design.model.all::<T>().find(|(id, _)| i.design.model.meta(*id).unwrap().aws_id.as_deref() == Some(aws_id));
    let (id, body) = found.unwrap_or_else(|| panic!("{aws_id} is not there"));
    (id, body.clone())
}

fn told(i: &Imported, words: &str) -> bool {
    i.guessed.iter().any(|g| g.to_string().contains(words))
        || i.left_out.iter().any(|l| l.what.to_string().contains(words) || l.why.to_string().contains(words))
}
