//! What `--from` and `--to` take, and what they refuse.

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A design in which a subnet, a route table, a group and an instance share names, imported from a file of this test's own.
fn design(name: &str) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (from, to) = (dir.join(format!("{name}.json")), dir.join(format!("{name}.portico.json")));
    let named = |id: &str, name: &str| format!(r#""{id}", "Tags": [{{"Key": "Name", "Value": "{name}"}}]"#);
    let text = format!(
        r#"{{"Vpcs": [{{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111"}}],
        "Subnets": [{{"SubnetId": {}, "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-east-1a"}},
                    {{"SubnetId": {}, "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "us-east-1b"}}],
        "RouteTables": [{{"RouteTableId": {}, "VpcId": "vpc-1", "Associations": [{{"Main": true}}],
                         "Routes": [{{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}}]}}],
        "InternetGateways": [{{"InternetGatewayId": "igw-1", "Attachments": [{{"VpcId": "vpc-1", "State": "available"}}]}}],
        "NetworkAcls": [{{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true, "Associations": [], "Entries": [
            {{"RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Egress": false}},
            {{"RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Egress": true}}]}}],
        "SecurityGroups": [{{"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1",
            "IpPermissions": [{{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{{"CidrIp": "0.0.0.0/0"}}]}}],
            "IpPermissionsEgress": [{{"IpProtocol": "-1", "IpRanges": [{{"CidrIp": "0.0.0.0/0"}}]}}]}}],
        "NetworkInterfaces": [
            {{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.10",
              "Groups": [{{"GroupId": "sg-1"}}], "Attachment": {{"InstanceId": "i-1"}}, "Association": {{"PublicIp": "44.0.0.1"}}}},
            {{"NetworkInterfaceId": "eni-2", "VpcId": "vpc-1", "SubnetId": "subnet-2", "PrivateIpAddress": "10.0.1.10",
              "Groups": [{{"GroupId": "sg-1"}}], "Attachment": {{"InstanceId": "i-2"}}}}],
        "Instances": [{{"InstanceId": {}, "InstanceType": "t3.micro", "VpcId": "vpc-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.10"}},
                      {{"InstanceId": "i-2", "InstanceType": "t3.micro", "VpcId": "vpc-1", "SubnetId": "subnet-2"}}]}}"#,
        named("subnet-1", "shared"),
        named("subnet-2", "both"),
        named("rtb-1", "shared"),
        named("i-1", "both"),
    );
    std::fs::write(&from, text).unwrap();
    let out = portico(&["import", from.to_str().unwrap(), "-o", to.to_str().unwrap()]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    to
}

fn portico(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_portico")).args(args).output().unwrap()
}

fn verdict(design: &str, from: &str, to: &str, port: &str) -> Value {
    let out = portico(&["trace", design, "--from", from, "--to", to, "--port", port, "--json"]);
    assert!(out.status.code() != Some(2), "{from} to {to}: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice::<Value>(&out.stdout).unwrap()["verdict"].clone()
}

#[test]
fn names_mean_what_packets_begin_or_end_at() {
    let design = design("names");
    let design = design.to_str().unwrap();
    // A subnet and a route table are called "shared", a subnet and an instance "both".
    for from in ["shared", "both", "i-1", "eni-1", "subnet-1", "10.0.0.10", "vpc-1", "sg-1", "10.0.0.0/28"] {
        assert_eq!(verdict(design, from, "i-2", "80"), "reachable", "{from}");
        assert_eq!(verdict(design, from, "i-2", "81"), "blocked", "{from}");
    }
    for from in ["internet", "igw-1", "8.8.8.8"] {
        assert_eq!(verdict(design, from, "44.0.0.1", "80"), "reachable", "{from}");
        assert_eq!(verdict(design, from, "i-2", "80"), "blocked", "{from}");
    }
}

#[test]
fn an_interface_stands_for_its_workload_where_one_is_wanted() {
    let design = design("compare");
    let design = design.to_str().unwrap();
    let compare = |from: &str| portico(&["compare", design, "--from", from, "--service", "s3", "--json"]);
    let ways = |from: &str| serde_json::from_slice::<Value>(&compare(from).stdout).unwrap()["ways"].clone();
    assert!(ways("i-1").is_array() && ways("eni-1") == ways("i-1"));
    for (from, says) in [("rtb-1", "no workload"), ("nobody", "nothing in the design")] {
        let o = compare(from);
        let said = String::from_utf8_lossy(&o.stderr).to_string();
        assert!(o.status.code() == Some(2) && said.contains(says), "{from}: {said}");
    }
}

#[test]
fn an_imported_instance_and_its_interface_are_one() {
    let design = design("check");
    let found: Value = serde_json::from_slice(&portico(&["check", design.to_str().unwrap(), "--json"]).stdout).unwrap();
    let all = found["findings"].as_array().unwrap();
    assert!(all.iter().all(|f| f["check"] != "address-not-assignable"), "{found:#}");
}

#[test]
fn what_no_packet_begins_at_is_refused_with_the_reason() {
    let design = design("refused");
    let design = design.to_str().unwrap();
    for (from, says) in
        [("rtb-1", "packets neither begin nor end there"), ("acl-1", "neither begin nor end"), ("nobody", "nothing in the design")]
    {
        let out = portico(&["trace", design, "--from", from, "--to", "i-2"]);
        let said = String::from_utf8_lossy(&out.stderr).to_string();
        assert!(out.status.code() == Some(2) && said.contains(says), "{from}: {said}");
    }
}
