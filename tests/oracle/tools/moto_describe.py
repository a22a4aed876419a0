"""python moto_describe.py URL OUTDIR [REGION…]: what a moto server holds, in the shape of `aws ec2 describe-*`, one file a call."""
import json
import os
import sys

import boto3

CALLS = """
describe_vpcs describe_subnets describe_route_tables describe_internet_gateways describe_egress_only_internet_gateways
describe_nat_gateways describe_addresses describe_vpc_endpoints describe_security_groups describe_security_group_rules
describe_network_acls describe_network_interfaces describe_instances describe_vpc_peering_connections
describe_transit_gateways describe_transit_gateway_attachments describe_transit_gateway_route_tables describe_vpn_gateways
describe_customer_gateways describe_vpn_connections describe_managed_prefix_lists describe_availability_zones
""".split()

url, out, regions = sys.argv[1], sys.argv[2], sys.argv[3:] or ["us-east-1"]
os.makedirs(out, exist_ok=True)
clients = [boto3.client("ec2", endpoint_url=url, region_name=r, aws_access_key_id="testing", aws_secret_access_key="testing") for r in regions]
for call in CALLS:
    answer = {}
    for ec2 in clients:
        part = getattr(ec2, call)()
        if call == "describe_vpcs":  # the two attributes that describe-vpcs itself does not show
            for vpc in part["Vpcs"]:
                for name in ("enableDnsSupport", "enableDnsHostnames"):
                    shown = ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute=name)
                    vpc[name] = shown[name[0].upper() + name[1:]]["Value"]
        for key, value in part.items():
            if isinstance(value, list):
                answer.setdefault(key, []).extend(value)
    with open(f"{out}/{call.replace('_', '-')}.json", "w") as file:
        json.dump(answer, file, indent=2, default=str)
