//! What the network tells AWS of a request: the keys that bucket and endpoint policies ask for, by the way that the packets take.

use super::*;
use crate::document::Flow;

const ENDPOINT: &str = "  gateway-endpoint s3 tables app aws-id vpce-1\n";

/// The verdict on a flow to a bucket that denies what meets a condition; `more` stands in the VPC.
fn denied_if(condition: &str, more: &str) -> (Verdict, String) {
    let allow = r#"{"Sid":"In","Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#;
    let deny = format!(r#"{{"Sid":"Only","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{condition}}}"#);
    flow(&format!(r#"{{"Version":"2012-10-17","Statement":[{allow},{deny}]}}"#), more)
}

fn flow(bucket: &str, more: &str) -> (Verdict, String) {
    let text = PRIVATE_S3
        .replace("dns-hostnames\n", "dns-hostnames account main aws-id vpc-1\n")
        .replace("    nat nat\n", "    nat nat ips out\n")
        .replace("service s3\n", &format!("{more}service s3\n"));
    let uses = r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;
    let net = Net::of(&format!(
        "account main id 111122223333 organization o-a1b2c3d4e5\neip out address 203.0.113.9\n{}role worker account main: uses {uses}
bucket logs account main policy {bucket}
flow api -> logs tcp 443 request s3:GetObject arn:aws:s3:::logs/a\n",
        text.replace("groups app ip", "groups app role worker ip")
    ));
    let flow = net.doc.model.all::<Flow>().next().unwrap().1.clone();
    let t = trace_flow(&net.graph, &flow);
    (t.verdict, net.say(&t))
}

#[test]
fn a_request_through_an_endpoint_has_its_keys_and_no_public_address() {
    for (condition, through, by_nat) in [
        (r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#, Verdict::Reachable, Verdict::Blocked),
        (r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-2"}}"#, Verdict::Blocked, Verdict::Blocked),
        (r#"{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}"#, Verdict::Reachable, Verdict::Blocked),
        (r#"{"NotIpAddress":{"aws:VpcSourceIp":"10.0.1.0/24"}}"#, Verdict::Reachable, Verdict::Blocked),
        (r#"{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#, Verdict::Blocked, Verdict::Reachable),
        (r#"{"NotIpAddress":{"aws:SourceIp":"198.51.100.0/24"}}"#, Verdict::Blocked, Verdict::Blocked),
        // S3 is one of the services that say whose the endpoint is.
        (r#"{"StringNotEquals":{"aws:VpceAccount":"111122223333"}}"#, Verdict::Reachable, Verdict::Blocked),
        (r#"{"StringNotEquals":{"aws:VpceOrgID":"o-a1b2c3d4e5"}}"#, Verdict::Reachable, Verdict::Blocked),
        (r#"{"ArnNotEquals":{"aws:SourceVpcArn":"arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1"}}"#, Verdict::Reachable, Verdict::Blocked),
        (r#"{"Null":{"aws:VpceOrgPaths":"true"}}"#, Verdict::Depends, Verdict::Blocked),
    ] {
        let (verdict, said) = denied_if(condition, ENDPOINT);
        assert_eq!(verdict, through, "{condition} through the endpoint\n{said}");
        let (verdict, said) = denied_if(condition, "");
        assert_eq!(verdict, by_nat, "{condition} by NAT\n{said}");
    }
}

#[test]
fn an_endpoint_without_an_id_leaves_it_open() {
    let new = ENDPOINT.replace(" aws-id vpce-1", "");
    let (verdict, said) = denied_if(r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#, &new);
    assert_eq!(verdict, Verdict::Depends, "{said}");
    assert!(said.contains("aws:SourceVpce"), "{said}");
    // That it has one is known.
    assert_eq!(denied_if(r#"{"Null":{"aws:SourceVpce":"true"}}"#, &new).0, Verdict::Reachable);
}

#[test]
fn the_hop_names_what_came_nearest() {
    let policy = r#" policy {"Version":"2012-10-17","Statement":[{"Sid":"Logs","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-other"}}}]}"#;
    let full = r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}"#;
    let (verdict, said) = flow(full, &ENDPOINT.replace(" aws-id", &format!("{policy} aws-id")));
    assert_eq!(verdict, Verdict::Blocked, "{said}");
    assert!(said.contains("the nearest, Logs, does not fit StringEquals aws:PrincipalOrgID"), "{said}");
}

#[test]
fn the_vpc_of_a_peered_clients_request_is_the_endpoints() {
    let with = |vpc: &str| {
        let policy = format!(
            r#"{{"Statement":[{{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{{"StringEquals":{{"aws:SourceVpc":"{vpc}"}}}}}}]}}"#
        );
        let net = Net::of(&format!(
            "
vpc hub 10.0.0.0/16 dns-hostnames aws-id vpc-hub
  table hub: 10.1.0.0/16 -> link
  group endpoints: in tcp 443 from 10.1.0.0/16
  subnet shared a 10.0.1.0/24 table hub
  interface-endpoint ssm in shared groups endpoints policy {policy}
vpc spoke 10.1.0.0/16 dns-hostnames aws-id vpc-spoke
  table spoke: 10.0.0.0/16 -> link
  group app: out tcp 443 to 10.0.0.0/16
  subnet app a 10.1.1.0/24 table spoke
    instance api groups app
peering hub - spoke as link
hosted-zone ssm ssm.us-east-1.amazonaws.com vpcs hub, spoke: @ -> ssm
service ssm as ssm-service
flow api -> ssm-service tcp 443 request ssm:GetParameter arn:aws:ssm:us-east-1:111122223333:parameter/x
"
        ));
        let flow = net.doc.model.all::<Flow>().next().unwrap().1.clone();
        let t = trace_flow(&net.graph, &flow);
        (t.verdict, net.say(&t))
    };
    assert_eq!(with("vpc-hub").0, Verdict::Reachable, "{}", with("vpc-hub").1);
    assert_eq!(with("vpc-spoke").0, Verdict::Blocked, "{}", with("vpc-spoke").1);
}
