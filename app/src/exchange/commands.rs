//! The commands of the AWS CLI whose answers the studio reads. The person runs them: no credentials ever come here.

/// Services with their commands.
const ALL: &[(&str, &[&str])] = &[
    (
        "ec2",
        &[
            "describe-vpcs",
            "describe-subnets",
            "describe-route-tables",
            "describe-internet-gateways",
            "describe-egress-only-internet-gateways",
            "describe-nat-gateways",
            "describe-addresses",
            "describe-security-groups",
            "describe-security-group-rules",
            "describe-network-acls",
            "describe-network-interfaces",
            "describe-instances",
            "describe-vpc-endpoints",
            "describe-vpc-peering-connections",
            "describe-managed-prefix-lists",
            "describe-prefix-lists",
            "describe-transit-gateways",
            "describe-transit-gateway-attachments",
            "describe-transit-gateway-vpc-attachments",
            "describe-transit-gateway-route-tables",
            "describe-vpn-gateways",
            "describe-customer-gateways",
            "describe-vpn-connections",
            "describe-availability-zones",
            "describe-vpc-block-public-access-options",
            "describe-vpc-block-public-access-exclusions",
        ],
    ),
    ("elbv2", &["describe-load-balancers", "describe-target-groups"]),
    ("rds", &["describe-db-instances", "describe-db-subnet-groups"]),
    ("lambda", &["list-functions"]),
];

/// As lines for a shell: an answer a file, in the folder where they are run.
pub fn script(region: &str) -> String {
    let mut out = format!("export AWS_DEFAULT_REGION={region}\n");
    for (service, calls) in ALL {
        for call in *calls {
            out.push_str(&format!("aws {service} {call} --output json > {service}-{call}.json\n"));
        }
    }
    out.push_str(PER_TABLE);
    out
}

/// What is asked of each load balancer, target group, transit gateway table, prefix list and VPC.
const PER_TABLE: &str = "\
for b in $(aws elbv2 describe-load-balancers --query 'LoadBalancers[].LoadBalancerArn' --output text); do
  aws elbv2 describe-listeners --load-balancer-arn $b --output json > listeners-${b##*/}.json
done
for g in $(aws elbv2 describe-target-groups --query 'TargetGroups[].TargetGroupArn' --output text); do
  aws elbv2 describe-target-health --target-group-arn $g --output json > target-health-${g##*/}.json
done
for t in $(aws ec2 describe-transit-gateway-route-tables --query 'TransitGatewayRouteTables[].TransitGatewayRouteTableId' --output text); do
  aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id $t --filters Name=state,Values=active,blackhole --output json > search-transit-gateway-routes-$t.json
  aws ec2 get-transit-gateway-route-table-associations --transit-gateway-route-table-id $t --output json > associations-$t.json
  aws ec2 get-transit-gateway-route-table-propagations --transit-gateway-route-table-id $t --output json > propagations-$t.json
done
for l in $(aws ec2 describe-managed-prefix-lists --query 'PrefixLists[?OwnerId!=`AWS`].PrefixListId' --output text); do
  aws ec2 get-managed-prefix-list-entries --prefix-list-id $l --output json > get-managed-prefix-list-entries-$l.json
done
for v in $(aws ec2 describe-vpcs --query 'Vpcs[].VpcId' --output text); do
  aws ec2 describe-vpc-attribute --vpc-id $v --attribute enableDnsSupport --output json > dns-support-$v.json
  aws ec2 describe-vpc-attribute --vpc-id $v --attribute enableDnsHostnames --output json > dns-hostnames-$v.json
done
";

#[cfg(test)]
mod tests {
    #[test]
    fn every_command_reads_and_none_asks_for_a_key() {
        let script = super::script("eu-west-1");
        for line in script.lines().filter(|l| l.trim_start().starts_with("aws ")) {
            let call = line.trim_start().split(' ').nth(2).unwrap();
            assert!(["describe-", "get-", "list-", "search-"].iter().any(|p| call.starts_with(p)), "{line}");
        }
        assert!(script.contains("describe-vpcs") && !script.to_lowercase().contains("secret"));
    }
}
