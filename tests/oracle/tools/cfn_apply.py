"""python cfn_apply.py URL REGION.yaml…: builds CloudFormation templates in a moto server through the EC2 API.

Moto's own CloudFormation drops network ACLs, associations, rules out and tags; the EC2 API does not. Several stacks are
built as a person would: what comes from another stack's output of the same name is left empty until it is there, and what
waits for it (Condition) is built then. Parameters without a default have the values of parameters-REGION.json beside the
template. Types that this is not taught are named as not built; a property that it does not know of a type that it builds is an error."""
import hashlib
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "provider"))
import yaml
from moto_backend import Moto


class Loader(yaml.SafeLoader):
    pass


def short(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else "Fn::" + suffix: value}


Loader.add_multi_constructor("!", short)

SAME = {}
TYPES = {  # how moto_backend.py calls the type, and each property
    "AWS::EC2::VPC": ("aws_vpc", dict(CidrBlock="cidr_block", EnableDnsSupport="enable_dns_support", EnableDnsHostnames="enable_dns_hostnames")),
    "AWS::EC2::VPCCidrBlock": ("aws_vpc_cidr_block", dict(VpcId="vpc_id", CidrBlock="cidr_block", AmazonProvidedIpv6CidrBlock="ipv6")),
    "AWS::EC2::Subnet": ("aws_subnet", dict(
        VpcId="vpc_id", CidrBlock="cidr_block", AvailabilityZone="availability_zone", MapPublicIpOnLaunch="map_public_ip_on_launch",
        Ipv6CidrBlock="ipv6_cidr_block", AssignIpv6AddressOnCreation="_", Ipv6Native="ipv6_native", PrivateDnsNameOptionsOnLaunch="_")),
    "AWS::EC2::InternetGateway": ("aws_internet_gateway", SAME),
    "AWS::EC2::EgressOnlyInternetGateway": ("aws_egress_only_internet_gateway", dict(VpcId="vpc_id")),
    "AWS::EC2::VPCGatewayAttachment": ("aws_gateway_attachment", dict(VpcId="vpc_id", InternetGatewayId="internet_gateway_id", VpnGatewayId="vpn_gateway_id")),
    "AWS::EC2::EIP": ("aws_eip", dict(Domain="domain")),
    "AWS::EC2::NatGateway": ("aws_nat_gateway", dict(
        AllocationId="allocation_id", SubnetId="subnet_id", ConnectivityType="connectivity_type", VpcId="vpc_id", AvailabilityMode="_",
        SecondaryAllocationIds="_", PrivateIpAddress="_")),
    "AWS::EC2::RouteTable": ("aws_route_table", dict(VpcId="vpc_id")),
    "AWS::EC2::Route": ("aws_route", dict(
        RouteTableId="route_table_id", DestinationCidrBlock="destination_cidr_block", DestinationIpv6CidrBlock="destination_ipv6_cidr_block",
        DestinationPrefixListId="destination_prefix_list_id", GatewayId="gateway_id", NatGatewayId="nat_gateway_id", TransitGatewayId="transit_gateway_id",
        VpcPeeringConnectionId="vpc_peering_connection_id", NetworkInterfaceId="network_interface_id", InstanceId="instance_id",
        VpcEndpointId="vpc_endpoint_id", EgressOnlyInternetGatewayId="egress_only_gateway_id")),
    "AWS::EC2::SubnetRouteTableAssociation": ("aws_route_table_association", dict(SubnetId="subnet_id", RouteTableId="route_table_id")),
    "AWS::EC2::GatewayRouteTableAssociation": ("aws_route_table_association", dict(GatewayId="gateway_id", RouteTableId="route_table_id")),
    "AWS::EC2::VPCEndpoint": ("aws_vpc_endpoint", dict(
        VpcId="vpc_id", VpcEndpointType="vpc_endpoint_type", ServiceName="service_name", RouteTableIds="route_table_ids", SubnetIds="subnet_ids",
        SecurityGroupIds="security_group_ids", PrivateDnsEnabled="private_dns_enabled", PolicyDocument="policy", IpAddressType="ip_address_type",
        DnsOptions="_", ServiceRegion="_", ResourceConfigurationArn="resource_configuration_arn")),
    "AWS::EC2::SecurityGroup": ("aws_security_group", dict(
        GroupDescription="description", VpcId="vpc_id", SecurityGroupIngress="ingress", SecurityGroupEgress="egress")),
    "AWS::EC2::SecurityGroupIngress": ("aws_vpc_security_group_ingress_rule", None),
    "AWS::EC2::SecurityGroupEgress": ("aws_vpc_security_group_egress_rule", None),
    "AWS::EC2::NetworkAcl": ("aws_network_acl", dict(VpcId="vpc_id")),
    "AWS::EC2::NetworkAclEntry": ("aws_network_acl_rule", dict(
        NetworkAclId="network_acl_id", RuleNumber="rule_number", Protocol="protocol", RuleAction="rule_action", Egress="egress", CidrBlock="cidr_block",
        Ipv6CidrBlock="ipv6_cidr_block", PortRange="_ports", Icmp="_icmp")),
    "AWS::EC2::SubnetNetworkAclAssociation": ("aws_network_acl_association", dict(SubnetId="subnet_id", NetworkAclId="network_acl_id")),
    "AWS::EC2::VPCPeeringConnection": ("aws_vpc_peering_connection", dict(VpcId="vpc_id", PeerVpcId="peer_vpc_id", PeerRegion="peer_region", PeerOwnerId="peer_owner_id")),
    "AWS::EC2::PrefixList": ("aws_ec2_managed_prefix_list", dict(PrefixListName="name", AddressFamily="address_family", MaxEntries="max_entries", Entries="entry")),
    "AWS::EC2::VPNGateway": ("aws_vpn_gateway", dict(Type="type", AmazonSideAsn="_")),
    "AWS::EC2::CustomerGateway": ("aws_customer_gateway", dict(BgpAsn="bgp_asn", IpAddress="ip_address", Type="type")),
    "AWS::EC2::VPNConnection": ("aws_vpn_connection", dict(
        VpnGatewayId="vpn_gateway_id", TransitGatewayId="transit_gateway_id", CustomerGatewayId="customer_gateway_id", Type="type", StaticRoutesOnly="_")),
    "AWS::EC2::TransitGateway": ("aws_ec2_transit_gateway", dict(
        AmazonSideAsn="_", DefaultRouteTableAssociation="_", DefaultRouteTablePropagation="_", SecurityGroupReferencingSupport="_")),
    "AWS::EC2::TransitGatewayVpcAttachment": ("aws_ec2_transit_gateway_vpc_attachment", dict(TransitGatewayId="transit_gateway_id", VpcId="vpc_id", SubnetIds="subnet_ids", Options="_")),
    "AWS::EC2::TransitGatewayRouteTable": ("aws_ec2_transit_gateway_route_table", dict(TransitGatewayId="transit_gateway_id")),
    "AWS::EC2::TransitGatewayRoute": ("aws_ec2_transit_gateway_route", dict(
        TransitGatewayRouteTableId="transit_gateway_route_table_id", DestinationCidrBlock="destination_cidr_block",
        TransitGatewayAttachmentId="transit_gateway_attachment_id", Blackhole="blackhole")),
    "AWS::EC2::TransitGatewayRouteTableAssociation": ("aws_ec2_transit_gateway_route_table_association", dict(
        TransitGatewayRouteTableId="transit_gateway_route_table_id", TransitGatewayAttachmentId="transit_gateway_attachment_id")),
    "AWS::EC2::TransitGatewayRouteTablePropagation": ("aws_ec2_transit_gateway_route_table_propagation", dict(
        TransitGatewayRouteTableId="transit_gateway_route_table_id", TransitGatewayAttachmentId="transit_gateway_attachment_id")),
    "AWS::EC2::NetworkInterface": ("aws_network_interface", dict(
        SubnetId="subnet_id", GroupSet="security_groups", Description="description", PrivateIpAddresses="_", SourceDestCheck="_", Ipv6Addresses="_")),
    "AWS::EC2::Instance": ("aws_instance", dict(
        ImageId="_", InstanceType="instance_type", SubnetId="subnet_id", SecurityGroupIds="vpc_security_group_ids", SourceDestCheck="_",
        IamInstanceProfile="_", PrivateIpAddress="_", NetworkInterfaces="_interfaces")),
}
RULE = dict(
    IpProtocol="ip_protocol", FromPort="from_port", ToPort="to_port", Description="description", CidrIp="cidr_ipv4", CidrIpv6="cidr_ipv6",
    SourcePrefixListId="prefix_list_id", DestinationPrefixListId="prefix_list_id", SourceSecurityGroupId="referenced_security_group_id",
    DestinationSecurityGroupId="referenced_security_group_id", GroupId="security_group_id")
ATTRIBUTES = {"DefaultSecurityGroup": "default_security_group_id", "DefaultNetworkAcl": "default_network_acl_id", "PrivateIp": "private_ip"}


class Backend(Moto):
    """What CloudFormation has as resources of their own and Terraform has not."""

    def aws_vpc_cidr_block(self, v):
        how = {"AmazonProvidedIpv6CidrBlock": True} if v.get("ipv6") else {"CidrBlock": v["cidr_block"]}
        answer = self.ec2.associate_vpc_cidr_block(VpcId=v["vpc_id"], **how)
        block = answer.get("CidrBlockAssociation") or answer["Ipv6CidrBlockAssociation"]
        return {"id": block["AssociationId"]}

    def aws_gateway_attachment(self, v):
        if "internet_gateway_id" in v:
            self.ec2.attach_internet_gateway(InternetGatewayId=v["internet_gateway_id"], VpcId=v["vpc_id"])
        else:
            self.ec2.attach_vpn_gateway(VpnGatewayId=v["vpn_gateway_id"], VpcId=v["vpc_id"])


class Wait(Exception):
    """A value that another stack has not put out yet."""


class Stack:
    def __init__(self, url, path):
        self.region = os.path.basename(path).rsplit(".", 1)[0]
        with open(path) as file:
            self.template = yaml.load(file, Loader)
        given = os.path.join(os.path.dirname(path), f"parameters-{self.region}.json")
        self.given = {}
        if os.path.exists(given):
            with open(given) as file:
                self.given = {p["ParameterKey"]: p["ParameterValue"] for p in json.load(file)}
        self.moto = Backend(url, self.region)
        self.ids, self.made, self.busy = {}, {}, set()

    def parameter(self, name, outputs):
        listed = re.fullmatch(r"(\w+)PrefixListId", name)
        if listed and name not in self.template.get("Resources", {}):  # AWS's own list, which canon.py knows by this id
            return "pl-" + hashlib.sha1(f"com.amazonaws.{self.region}.{listed[1].lower()}".encode()).hexdigest()[:8]
        own = self.template["Parameters"][name]
        return outputs.get(name) or self.given.get(name) or own.get("Default", "")

    def holds(self, condition, outputs):
        return self.value(self.template["Conditions"][condition], outputs)

    def ref(self, name, outputs):
        pseudo = {"AWS::Region": self.region, "AWS::AccountId": "123456789012", "AWS::Partition": "aws", "AWS::StackName": "stack"}
        if name in pseudo:
            return pseudo[name]
        if name in self.template.get("Parameters", {}):
            return self.parameter(name, outputs)
        self.make(name, outputs)
        return self.ids[name]

    def attribute(self, name, attribute, outputs):
        self.make(name, outputs)
        if attribute == "Ipv6CidrBlocks":
            vpc = self.moto.ec2.describe_vpcs(VpcIds=[self.ids[name]])["Vpcs"][0]
            return [a["Ipv6CidrBlock"] for a in vpc["Ipv6CidrBlockAssociationSet"]]
        if attribute == "DnsEntries":
            return [f"{d['hosted_zone_id']}:{d['dns_name']}" for d in self.made[name].get("dns_entry") or []] or ["Z:none"]
        return self.made[name].get(ATTRIBUTES.get(attribute), self.ids[name])

    def value(self, v, outputs):
        again = lambda x: self.value(x, outputs)
        if isinstance(v, list):
            return [again(x) for x in v]
        if not isinstance(v, dict):
            return v
        if len(v) == 1:
            ((call, a),) = v.items()
            if call == "Ref":
                return self.ref(a, outputs)
            if call == "Condition" and isinstance(a, str):
                return self.holds(a, outputs)
            if call == "Fn::GetAtt":
                return self.attribute(*a, outputs)
            if call == "Fn::Sub":
                return re.sub(r"\$\{([\w:]+)\}", lambda m: str(self.ref(m[1], outputs)), a)
            if call == "Fn::Select":
                return again(a[1])[int(again(a[0]))]
            if call == "Fn::Split":
                return again(a[1]).split(again(a[0]))
            if call == "Fn::Cidr":
                return cidrs(*again(a))
            if call == "Fn::Equals":
                return again(a[0]) == again(a[1])
            if call == "Fn::Not":
                return not again(a[0])
            if call == "Fn::And":
                return all(again(a))
            if call.startswith("Fn::"):
                raise SystemExit("function not handled: " + call)
        return {k: again(x) for k, x in v.items()}

    def make(self, name, outputs):
        if name in self.ids:
            return
        if name in self.busy:
            raise SystemExit(f"{name} waits for itself")
        resource = self.template["Resources"][name]
        if "Condition" in resource and not self.holds(resource["Condition"], outputs):
            raise Wait(name)
        self.busy.add(name)
        after = resource.get("DependsOn", [])
        for other in [after] if isinstance(after, str) else after:
            try:
                self.make(other, outputs)
            except Wait:  # CloudFormation does not wait for what it does not make
                pass
        properties = {k: self.value(x, outputs) for k, x in resource.get("Properties", {}).items()}
        self.create(name, resource["Type"], properties)

    def create(self, name, kind, properties):
        tags = {x["Key"]: x["Value"] for x in properties.pop("Tags", [])}
        if kind not in TYPES:
            self.moto._unbuilt(kind)
            self.ids[name], self.made[name] = name, {}
            return
        typ, names = TYPES[kind]
        names = RULE if names is None else names
        unknown = set(properties) - set(names)
        if unknown:
            raise SystemExit(f"{name}: properties not handled: {unknown}")
        v = {names[k]: x for k, x in properties.items() if names[k] != "_"}
        for way in ("ingress", "egress"):
            if isinstance(v.get(way), list):
                v[way] = [{RULE[a]: b for a, b in x.items()} for x in v[way]]
        if typ == "aws_security_group":
            v["name"] = "stack-" + name
            # Without a rule out AWS lets everything out.
            v.setdefault("egress", [{"ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}])
        if "_ports" in v:
            ports = v.pop("_ports")
            v.update(from_port=ports["From"], to_port=ports["To"])
        if "_icmp" in v:
            icmp = v.pop("_icmp")
            v.update(icmp_type=icmp["Type"], icmp_code=icmp["Code"])
        if "_interfaces" in v:
            first = v.pop("_interfaces")[0]
            v.update(subnet_id=first["SubnetId"], vpc_security_group_ids=first["GroupSet"])
        if typ == "aws_ec2_managed_prefix_list":
            v["entry"] = [{k.lower(): x for k, x in e.items()} for e in v["entry"]]
        if isinstance(v.get("policy"), dict):
            v["policy"] = json.dumps(v["policy"])
        if typ == "aws_vpc_peering_connection":
            v["auto_accept"] = "peer_region" not in v
        made, errors = self.moto.create(typ, {**v, "tags_all": tags})
        if errors:
            raise SystemExit(f"{name}: {errors[0][1]}")
        made = made or {}
        self.ids[name], self.made[name] = made.get("id", name), made

    def build(self, outputs):
        """Whatever can be built by now; whether there was something."""
        before = len(self.ids)
        for name in self.template["Resources"]:
            try:
                self.make(name, outputs)
            except Wait:
                pass
            self.busy.clear()
        for name, output in self.template.get("Outputs", {}).items():
            try:
                outputs[name] = self.value(output["Value"], outputs)
            except Wait:
                pass
        return len(self.ids) > before


def cidrs(block, count, bits):
    import ipaddress

    net = ipaddress.ip_network(block)
    parts = net.subnets(new_prefix=net.max_prefixlen - int(bits))
    return [str(next(parts)) for _ in range(int(count))]


def main(url, *paths):
    stacks, outputs = [Stack(url, p) for p in paths], {}
    while any([s.build(outputs) for s in stacks]):
        pass
    for s in stacks:
        for name in s.template["Resources"]:
            if name not in s.ids:
                s.moto._unbuilt(f"{s.template['Resources'][name]['Type']}_of_another_step")
    print(sum(len(s.ids) for s in stacks), "resources")


main(*sys.argv[1:])
