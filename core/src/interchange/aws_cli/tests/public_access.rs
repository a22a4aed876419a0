//! VPC Block Public Access in what the AWS CLI says: options of account and Region, exclusions, and the states of VPCs and subnets.

use super::*;

const NET: &str = r#"{
 "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111"VPC1},
          {"VpcId": "vpc-2", "CidrBlock": "10.1.0.0/16", "OwnerId": "222222222222"}],
 "Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "us-east-1a"SUBA},
             {"SubnetId": "subnet-b", "VpcId": "vpc-1", "CidrBlock": "10.0.2.0/24", "AvailabilityZone": "us-east-1a"SUBB},
             {"SubnetId": "subnet-c", "VpcId": "vpc-2", "CidrBlock": "10.1.1.0/24", "AvailabilityZone": "us-east-1a"}]
}"#;

/// What counts for the VPC of account 1, its subnets a and b, and the VPC of account 2.
fn modes(more: &[(&str, &str)], states: [&str; 3]) -> [BlockMode; 4] {
    let state = |s: &str| {
        if s.is_empty() { String::new() } else { format!(r#", "BlockPublicAccessStates": {{"InternetGatewayBlockMode": "{s}"}}"#) }
    };
    let net = NET.replace("VPC1", &state(states[0])).replace("SUBA", &state(states[1])).replace("SUBB", &state(states[2]));
    let mut files = vec![("us-east-1/net.json", net.as_str())];
    files.extend(more);
    let i = import(&files);
    assert!(i.design.model.all::<Vpc>().all(|(_, v)| !v.opaque || !told(&i, "Block Public Access is on")));
    let vpc = |id| the::<Vpc>(&i, id).1.block_public_access;
    let subnet = |id| the::<Subnet>(&i, id).1.block_public_access.unwrap_or(vpc("vpc-1"));
    [vpc("vpc-1"), subnet("subnet-a"), subnet("subnet-b"), vpc("vpc-2")]
}

fn options(mode: &str, more: &str) -> String {
    format!(
        r#"{{"VpcBlockPublicAccessOptions": {{"AwsAccountId": "111111111111", "AwsRegion": "us-east-1", "State": "update-complete", "InternetGatewayBlockMode": "{mode}",
            "Reason": "", "LastUpdateTimestamp": "2026-01-01T00:00:00+00:00", "ManagedBy": "account"{more}}}}}"#
    )
}

/// Exclusions of `vpc/ID` or `subnet/ID`, with mode and state.
fn exclusions(all: &[(&str, &str, &str)]) -> String {
    let one = |(what, mode, state): &(&str, &str, &str)| {
        format!(
            r#"{{"ExclusionId": "vpcbpa-exclude-1", "InternetGatewayExclusionMode": "{mode}", "ResourceArn": "arn:aws:ec2:us-east-1:111111111111:{what}",
                "State": "{state}", "CreationTimestamp": "2026-01-01T00:00:00+00:00", "Tags": []}}"#
        )
    };
    format!(r#"{{"VpcBlockPublicAccessExclusions": [{}]}}"#, all.iter().map(one).collect::<Vec<_>>().join(","))
}

use BlockMode::{Bidirectional as Both, Ingress, Off, Unknown};
const NONE: [&str; 3] = ["", "", ""];

fn with_files(options: &str, exclusions: &str) -> [BlockMode; 4] {
    modes(&[("us-east-1/options.json", options), ("us-east-1/exclusions.json", exclusions)], NONE)
}

#[test]
fn options_count_in_their_account_and_region() {
    let none = exclusions(&[]);
    assert_eq!(modes(&[], NONE), [Off; 4]);
    assert_eq!(with_files(&options("off", ""), &none), [Off; 4]);
    assert_eq!(with_files(&options("block-bidirectional", ""), &none), [Both, Both, Both, Off]);
    assert_eq!(with_files(&options("block-ingress", ""), &none), [Ingress, Ingress, Ingress, Off]);
    assert_eq!(with_files(&options("block-ingress", "").replace("us-east-1", "eu-west-1"), &none), [Off; 4]);
    assert_eq!(
        with_files(&options("block-ingress", "").replace("update-complete", "update-in-progress"), &none),
        [Unknown, Unknown, Unknown, Off]
    );
}

#[test]
fn exclusions_count_for_a_vpc_or_a_subnet() {
    let both = options("block-bidirectional", "");
    let of = |what, mode| with_files(&both, &exclusions(&[(what, mode, "create-complete")]));
    assert_eq!(of("subnet/subnet-a", "allow-bidirectional"), [Both, Off, Both, Off]);
    assert_eq!(of("subnet/subnet-a", "allow-egress"), [Both, Ingress, Both, Off]);
    assert_eq!(of("vpc/vpc-1", "allow-bidirectional"), [Off; 4]);
    assert_eq!(of("vpc/vpc-1", "allow-egress"), [Ingress, Ingress, Ingress, Off]);
    // Beside `block-ingress` one that allows egress changes nothing. [Advanced example, Scenario 5]
    let egress = exclusions(&[("subnet/subnet-a", "allow-egress", "update-complete")]);
    assert_eq!(with_files(&options("block-ingress", ""), &egress), [Ingress, Ingress, Ingress, Off]);
    for (state, a) in [
        ("create-failed", Both),
        ("delete-complete", Both),
        ("disable-complete", Both),
        ("create-in-progress", Unknown),
        ("delete-in-progress", Unknown),
    ] {
        assert_eq!(with_files(&both, &exclusions(&[("subnet/subnet-a", "allow-bidirectional", state)])), [Both, a, Both, Off], "{state}");
    }
    // Of two that say different things for one subnet AWS's pages name no winner.
    let two =
        exclusions(&[("vpc/vpc-1", "allow-egress", "create-complete"), ("subnet/subnet-a", "allow-bidirectional", "create-complete")]);
    assert_eq!(with_files(&both, &two), [Ingress, Unknown, Ingress, Off]);
}

#[test]
fn what_is_missing_is_not_known() {
    let both = options("block-bidirectional", "");
    let only = |states| modes(&[("us-east-1/options.json", &both)], states);
    assert_eq!(only(NONE), [Unknown, Unknown, Unknown, Off]);
    assert_eq!(only(["block-bidirectional", "off", "block-bidirectional"]), [Both, Off, Both, Off]);
    // Where the organization lets nothing be excluded there is nothing to miss.
    let strict = options("block-bidirectional", r#", "ExclusionsAllowed": "not-allowed""#);
    assert_eq!(modes(&[("us-east-1/options.json", &strict)], NONE), [Both, Both, Both, Off]);
    // States alone.
    assert_eq!(modes(&[], ["block-ingress", "off", "block-ingress"]), [Ingress, Off, Ingress, Off]);
    assert_eq!(modes(&[], ["off", "off", "off"]), [Off; 4]);
    // The account says off and the VPC on: the answers are of different moments.
    let off = options("off", "");
    assert_eq!(modes(&[("us-east-1/options.json", &off)], ["block-ingress", "", ""])[0], Unknown);
    // Exclusions may stand where nothing is blocked, and where something is.
    let some = exclusions(&[("subnet/subnet-a", "allow-bidirectional", "create-complete")]);
    assert_eq!(modes(&[("us-east-1/exclusions.json", &some)], NONE)[..3], [Unknown, Off, Unknown]);
    assert_eq!(modes(&[("us-east-1/exclusions.json", &exclusions(&[]))], NONE)[..3], [Unknown; 3]);
}
