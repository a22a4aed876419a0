"""Creates what the stand-in provider applies in a moto server too, through the EC2 API (boto3), so that the
checks moto makes (CIDR ranges and overlaps, ids that do not exist, duplicate routes and rules) count at apply
and `aws ec2 describe-*`-shaped JSON of the result can be read back."""
import os
import threading

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError


def given(v):
    return v is not None and v != "" and v != [] and type(v).__name__ != "_Unknown"


class NotBuilt(Exception):
    """Moto does not know this form of a resource."""


ONE_AT_A_TIME = threading.Lock()  # moto reads its tables while it writes them, and breaks


class Moto:
    def __init__(self, url, region):
        if os.environ.get("TF_FAKE_AWS_REGIONS"):  # what was built where, for the description afterwards
            with open(os.environ["TF_FAKE_AWS_REGIONS"], "a") as out:
                out.write(region + "\n")
        self.url, self.region, self.elsewhere, self.lock = url, region, {}, threading.Lock()
        self.ec2 = boto3.client("ec2", endpoint_url=url, region_name=region, aws_access_key_id="testing", aws_secret_access_key="testing",
                                config=Config(retries={"max_attempts": 0}))

    def at(self, region):  # a resource may name its own region
        if not region or region == self.region:
            return self
        with self.lock:
            if region not in self.elsewhere:
                self.elsewhere[region] = Moto(self.url, region)
            return self.elsewhere[region]

    def create(self, typ, v):
        with ONE_AT_A_TIME:
            return self._create(typ, v)

    def _unbuilt(self, what):  # said aloud by check-terraform: the plan holds, but nothing of this was built
        if os.environ.get("TF_FAKE_AWS_UNBUILT"):
            with open(os.environ["TF_FAKE_AWS_UNBUILT"], "a") as out:
                out.write(what + "\n")
        return {}, []

    def _create(self, typ, v):
        f = getattr(self, typ, None)
        if not f:
            return self._unbuilt(typ)
        try:
            out = f({k: x for k, x in v.items() if given(x)}) or {}
            if v.get("tags_all") and str(out.get("id", "")).split("-")[0] not in ("", "r", "a", "nacl"):
                self.ec2.create_tags(Resources=[out["id"]], Tags=[{"Key": k, "Value": x} for k, x in v["tags_all"].items()])
            return out, []
        except NotBuilt as e:
            return self._unbuilt(f"{typ} {e}".replace(" ", "_"))
        except (ClientError, ParamValidationError) as e:
            return {}, [(f"creating {typ}", str(e))]

    def delete(self, typ, v):
        return []  # the moto server is reset between runs instead

    # one method a resource type; v holds only what is set
    def aws_vpc(self, v):
        r = self.ec2.create_vpc(CidrBlock=v["cidr_block"], InstanceTenancy=v.get("instance_tenancy", "default"),
                                AmazonProvidedIpv6CidrBlock=bool(v.get("assign_generated_ipv6_cidr_block")))["Vpc"]
        i = r["VpcId"]
        for k, p in (("enable_dns_support", "EnableDnsSupport"), ("enable_dns_hostnames", "EnableDnsHostnames")):
            if k in v:
                self.ec2.modify_vpc_attribute(VpcId=i, **{p: {"Value": v[k]}})
        F = [{"Name": "vpc-id", "Values": [i]}]
        # AWS gives the default group a rule that lets its own members in; moto does not.
        own = self.ec2.describe_security_groups(Filters=F)["SecurityGroups"][0]["GroupId"]
        self.ec2.authorize_security_group_ingress(GroupId=own, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": own}]}])
        rt = self.ec2.describe_route_tables(Filters=F)["RouteTables"][0]["RouteTableId"]
        return {"id": i, "main_route_table_id": rt, "default_route_table_id": rt,
                "default_network_acl_id": self.ec2.describe_network_acls(Filters=F)["NetworkAcls"][0]["NetworkAclId"],
                "default_security_group_id": own,
                **{"ipv6_cidr_block": a["Ipv6CidrBlock"] for a in r.get("Ipv6CidrBlockAssociationSet", [])}}

    def aws_subnet(self, v):
        a = {"VpcId": v["vpc_id"]}
        for k, p in (("cidr_block", "CidrBlock"), ("availability_zone", "AvailabilityZone"), ("availability_zone_id", "AvailabilityZoneId"), ("ipv6_cidr_block", "Ipv6CidrBlock")):
            if k in v:
                a[p] = v[k]
        r = self.ec2.create_subnet(**a)["Subnet"]
        if v.get("map_public_ip_on_launch"):
            self.ec2.modify_subnet_attribute(SubnetId=r["SubnetId"], MapPublicIpOnLaunch={"Value": True})
        return {"id": r["SubnetId"], "availability_zone": r["AvailabilityZone"], "availability_zone_id": r["AvailabilityZoneId"]}

    def aws_internet_gateway(self, v):
        i = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        if "vpc_id" in v:
            self.ec2.attach_internet_gateway(InternetGatewayId=i, VpcId=v["vpc_id"])
        return {"id": i}

    def aws_egress_only_internet_gateway(self, v):
        return {"id": self.ec2.create_egress_only_internet_gateway(VpcId=v["vpc_id"])["EgressOnlyInternetGateway"]["EgressOnlyInternetGatewayId"]}

    def aws_eip(self, v):
        r = self.ec2.allocate_address(Domain=v.get("domain", "vpc"))
        return {"id": r["AllocationId"], "public_ip": r["PublicIp"]}

    def aws_nat_gateway(self, v):
        if "subnet_id" not in v:
            raise NotBuilt("regional")
        a = {p: v[k] for k, p in (("subnet_id", "SubnetId"), ("allocation_id", "AllocationId"), ("connectivity_type", "ConnectivityType")) if k in v}
        r = self.ec2.create_nat_gateway(**a)["NatGateway"]
        return {"id": r["NatGatewayId"], "vpc_id": r["VpcId"]}

    TARGETS = (("gateway_id", "GatewayId"), ("nat_gateway_id", "NatGatewayId"), ("network_interface_id", "NetworkInterfaceId"), ("vpc_endpoint_id", "VpcEndpointId"),
               ("transit_gateway_id", "TransitGatewayId"), ("vpc_peering_connection_id", "VpcPeeringConnectionId"), ("egress_only_gateway_id", "EgressOnlyInternetGatewayId"))

    def _route(self, rt, v, dest):
        a = {p: v[k] for k, p in dest + self.TARGETS if given(v.get(k))}
        self.ec2.create_route(RouteTableId=rt, **a)

    def aws_route_table(self, v):
        i = self.ec2.create_route_table(VpcId=v["vpc_id"])["RouteTable"]["RouteTableId"]
        for r in v.get("route", []):
            self._route(i, r, (("cidr_block", "DestinationCidrBlock"), ("ipv6_cidr_block", "DestinationIpv6CidrBlock"), ("destination_prefix_list_id", "DestinationPrefixListId")))
        return {"id": i}

    def aws_route(self, v):
        self._route(v["route_table_id"], v, (("destination_cidr_block", "DestinationCidrBlock"), ("destination_ipv6_cidr_block", "DestinationIpv6CidrBlock"),
                                             ("destination_prefix_list_id", "DestinationPrefixListId")))

    def aws_route_table_association(self, v):
        a = {p: v[k] for k, p in (("subnet_id", "SubnetId"), ("gateway_id", "GatewayId")) if k in v}
        return {"id": self.ec2.associate_route_table(RouteTableId=v["route_table_id"], **a)["AssociationId"]}

    def aws_vpc_endpoint(self, v):
        if v.get("vpc_endpoint_type") == "Resource":  # moto asks every endpoint for a service
            raise NotBuilt("of type Resource")
        a = {p: v[k] for k, p in (("vpc_id", "VpcId"), ("service_name", "ServiceName"), ("vpc_endpoint_type", "VpcEndpointType"), ("policy", "PolicyDocument"), ("route_table_ids", "RouteTableIds"),
                                  ("subnet_ids", "SubnetIds"), ("security_group_ids", "SecurityGroupIds"), ("private_dns_enabled", "PrivateDnsEnabled"), ("ip_address_type", "IpAddressType")) if k in v}
        r = self.ec2.create_vpc_endpoint(**a)["VpcEndpoint"]
        return {"id": r["VpcEndpointId"], "network_interface_ids": r.get("NetworkInterfaceIds", []),
                "dns_entry": [{"dns_name": d["DnsName"], "hosted_zone_id": d.get("HostedZoneId", "")} for d in r.get("DnsEntries", [])]}

    def aws_vpc_endpoint_route_table_association(self, v):
        self.ec2.modify_vpc_endpoint(VpcEndpointId=v["vpc_endpoint_id"], AddRouteTableIds=[v["route_table_id"]])

    def aws_vpc_endpoint_policy(self, v):
        self.ec2.modify_vpc_endpoint(VpcEndpointId=v["vpc_endpoint_id"], **({"PolicyDocument": v["policy"]} if "policy" in v else {"ResetPolicy": True}))

    def _perm(self, r):
        p = {"IpProtocol": str(r.get("protocol") or r.get("ip_protocol"))}
        if p["IpProtocol"] != "-1":
            p.update(FromPort=int(r.get("from_port") or 0), ToPort=int(r.get("to_port") or 0))
        d = {"Description": r["description"]} if given(r.get("description")) else {}
        c4 = r.get("cidr_blocks") or ([r["cidr_ipv4"]] if given(r.get("cidr_ipv4")) else [])
        c6 = r.get("ipv6_cidr_blocks") or ([r["cidr_ipv6"]] if given(r.get("cidr_ipv6")) else [])
        pl = r.get("prefix_list_ids") or ([r["prefix_list_id"]] if given(r.get("prefix_list_id")) else [])
        sg = list(r.get("security_groups") or []) + [r[k] for k in ("referenced_security_group_id", "source_security_group_id") if given(r.get(k))]
        p.update(IpRanges=[{"CidrIp": x, **d} for x in c4], Ipv6Ranges=[{"CidrIpv6": x, **d} for x in c6], PrefixListIds=[{"PrefixListId": x, **d} for x in pl],
                 UserIdGroupPairs=[{"GroupId": x, **d} for x in sg])
        return {k: x for k, x in p.items() if x != []}

    def aws_security_group(self, v):
        i = self.ec2.create_security_group(GroupName=v.get("name") or v.get("name_prefix", "terraform-") + "x", Description=v.get("description", "Managed by Terraform"),
                                           **({"VpcId": v["vpc_id"]} if "vpc_id" in v else {}))["GroupId"]
        self.ec2.revoke_security_group_egress(GroupId=i, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
        try:  # where the VPC has IPv6, AWS lets that out too
            self.ec2.revoke_security_group_egress(GroupId=i, IpPermissions=[{"IpProtocol": "-1", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}])
        except ClientError:
            pass
        for k, f in (("ingress", self.ec2.authorize_security_group_ingress), ("egress", self.ec2.authorize_security_group_egress)):
            for r in v.get(k, []):
                f(GroupId=i, IpPermissions=[self._perm({**r, "security_groups": list(r.get("security_groups") or []) + ([i] if r.get("self") else [])})])
        return {"id": i}

    def aws_vpc_security_group_ingress_rule(self, v):
        return {"id": self.ec2.authorize_security_group_ingress(GroupId=v["security_group_id"], IpPermissions=[self._perm(v)])["SecurityGroupRules"][0]["SecurityGroupRuleId"]}

    def aws_vpc_security_group_egress_rule(self, v):
        return {"id": self.ec2.authorize_security_group_egress(GroupId=v["security_group_id"], IpPermissions=[self._perm(v)])["SecurityGroupRules"][0]["SecurityGroupRuleId"]}

    def aws_security_group_rule(self, v):
        f = self.ec2.authorize_security_group_ingress if v["type"] == "ingress" else self.ec2.authorize_security_group_egress
        f(GroupId=v["security_group_id"], IpPermissions=[self._perm({**v, **({"source_security_group_id": v["security_group_id"]} if v.get("self") else {})})])

    NUM = {"tcp": "6", "udp": "17", "icmp": "1", "all": "-1", "icmpv6": "58"}

    def _acl_entry(self, acl, r, num, action, egress):
        p = self.NUM.get(str(r["protocol"]).lower(), str(r["protocol"]))
        a = {k: r[s] for s, k in (("cidr_block", "CidrBlock"), ("ipv6_cidr_block", "Ipv6CidrBlock")) if given(r.get(s))}
        if p in ("6", "17"):
            a["PortRange"] = {"From": int(r.get("from_port") or 0), "To": int(r.get("to_port") or 0)}
        if p in ("1", "58"):
            a["IcmpTypeCode"] = {k: -1 if r.get(n) is None else int(r[n]) for k, n in (("Type", "icmp_type"), ("Code", "icmp_code"))}
        self.ec2.create_network_acl_entry(NetworkAclId=acl, RuleNumber=int(num), Protocol=p, RuleAction=action, Egress=egress, **a)

    def _acl_assoc(self, acl, subnet):
        n = self.ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
        old = [a["NetworkAclAssociationId"] for x in n for a in x["Associations"] if a["SubnetId"] == subnet][0]
        return self.ec2.replace_network_acl_association(AssociationId=old, NetworkAclId=acl)["NewAssociationId"]

    def aws_network_acl(self, v):
        i = self.ec2.create_network_acl(VpcId=v["vpc_id"])["NetworkAcl"]["NetworkAclId"]
        for k in ("ingress", "egress"):
            for r in v.get(k, []):
                self._acl_entry(i, r, r["rule_no"], r["action"], k == "egress")
        for s in v.get("subnet_ids", []):
            self._acl_assoc(i, s)
        return {"id": i}

    def aws_network_acl_rule(self, v):
        self._acl_entry(v["network_acl_id"], v, v["rule_number"], v["rule_action"], bool(v.get("egress")))

    def aws_network_acl_association(self, v):
        return {"id": self._acl_assoc(v["network_acl_id"], v["subnet_id"])}

    def aws_vpc_peering_connection(self, v):
        if "peer_owner_id" in v:
            raise NotBuilt("with another account")
        a = {p: v[k] for k, p in (("vpc_id", "VpcId"), ("peer_vpc_id", "PeerVpcId"), ("peer_owner_id", "PeerOwnerId"), ("peer_region", "PeerRegion")) if k in v}
        i = self.ec2.create_vpc_peering_connection(**a)["VpcPeeringConnection"]["VpcPeeringConnectionId"]
        if v.get("auto_accept"):
            self.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=i)
        return {"id": i}

    def aws_ec2_transit_gateway(self, v):
        r = self.ec2.create_transit_gateway(Description=v.get("description", ""))["TransitGateway"]
        o = r.get("Options", {})
        return {"id": r["TransitGatewayId"], "association_default_route_table_id": o.get("AssociationDefaultRouteTableId"), "propagation_default_route_table_id": o.get("PropagationDefaultRouteTableId")}

    def aws_ec2_transit_gateway_vpc_attachment(self, v):
        return {"id": self.ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=v["transit_gateway_id"], VpcId=v["vpc_id"], SubnetIds=v["subnet_ids"])["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]}

    def aws_ec2_transit_gateway_route_table(self, v):
        return {"id": self.ec2.create_transit_gateway_route_table(TransitGatewayId=v["transit_gateway_id"])["TransitGatewayRouteTable"]["TransitGatewayRouteTableId"]}

    def _attached(self, v):
        known = self.ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]
        if "transit_gateway_attachment_id" in v and v["transit_gateway_attachment_id"] not in [a["TransitGatewayAttachmentId"] for a in known]:
            raise NotBuilt("of an attachment that moto does not build")

    def aws_ec2_transit_gateway_route(self, v):
        self._attached(v)
        self.ec2.create_transit_gateway_route(DestinationCidrBlock=v["destination_cidr_block"], TransitGatewayRouteTableId=v["transit_gateway_route_table_id"],
                                              **({"TransitGatewayAttachmentId": v["transit_gateway_attachment_id"]} if "transit_gateway_attachment_id" in v else {"Blackhole": True}))

    def aws_ec2_transit_gateway_route_table_association(self, v):
        self._attached(v)
        self.ec2.associate_transit_gateway_route_table(TransitGatewayRouteTableId=v["transit_gateway_route_table_id"], TransitGatewayAttachmentId=v["transit_gateway_attachment_id"])

    def aws_ec2_transit_gateway_route_table_propagation(self, v):
        self._attached(v)
        self.ec2.enable_transit_gateway_route_table_propagation(TransitGatewayRouteTableId=v["transit_gateway_route_table_id"], TransitGatewayAttachmentId=v["transit_gateway_attachment_id"])

    def aws_vpc_ipv4_cidr_block_association(self, v):
        return {"id": self.ec2.associate_vpc_cidr_block(VpcId=v["vpc_id"], CidrBlock=v["cidr_block"])["CidrBlockAssociation"]["AssociationId"]}

    def aws_main_route_table_association(self, v):
        old = [a["RouteTableAssociationId"] for t in self.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [v["vpc_id"]]}])["RouteTables"] for a in t["Associations"] if a.get("Main")][0]
        return {"id": self.ec2.replace_route_table_association(AssociationId=old, RouteTableId=v["route_table_id"])["NewAssociationId"]}

    def aws_default_route_table(self, v):
        for r in v.get("route", []):
            self._route(v["default_route_table_id"], r, (("cidr_block", "DestinationCidrBlock"), ("ipv6_cidr_block", "DestinationIpv6CidrBlock"), ("destination_prefix_list_id", "DestinationPrefixListId")))
        return {"id": v["default_route_table_id"]}

    def aws_default_security_group(self, v):
        g = self.ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [v["vpc_id"]]}, {"Name": "group-name", "Values": ["default"]}])["SecurityGroups"][0]
        i = g["GroupId"]
        for perms, revoke in ((g["IpPermissions"], self.ec2.revoke_security_group_ingress), (g["IpPermissionsEgress"], self.ec2.revoke_security_group_egress)):
            if perms:
                revoke(GroupId=i, IpPermissions=perms)
        for k, f in (("ingress", self.ec2.authorize_security_group_ingress), ("egress", self.ec2.authorize_security_group_egress)):
            for r in v.get(k, []):
                f(GroupId=i, IpPermissions=[self._perm({**r, "security_groups": list(r.get("security_groups") or []) + ([i] if r.get("self") else [])})])
        return {"id": i}

    def aws_default_network_acl(self, v):
        i = v["default_network_acl_id"]
        for e in self.ec2.describe_network_acls(NetworkAclIds=[i])["NetworkAcls"][0]["Entries"]:
            if e["RuleNumber"] < 32767:
                self.ec2.delete_network_acl_entry(NetworkAclId=i, RuleNumber=e["RuleNumber"], Egress=e["Egress"])
        for k in ("ingress", "egress"):
            for r in v.get(k, []):
                self._acl_entry(i, r, r["rule_no"], r["action"], k == "egress")
        return {"id": i}

    def aws_ec2_managed_prefix_list(self, v):
        r = self.ec2.create_managed_prefix_list(PrefixListName=v["name"], AddressFamily=v["address_family"], MaxEntries=int(v["max_entries"]),
                                                Entries=[{"Cidr": e["cidr"], **({"Description": e["description"]} if given(e.get("description")) else {})} for e in v.get("entry", [])])["PrefixList"]
        return {"id": r["PrefixListId"]}

    def aws_vpn_gateway(self, v):
        i = self.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
        if "vpc_id" in v:
            self.ec2.attach_vpn_gateway(VpcId=v["vpc_id"], VpnGatewayId=i)
        return {"id": i}

    def aws_customer_gateway(self, v):
        return {"id": self.ec2.create_customer_gateway(Type=v["type"], BgpAsn=int(v.get("bgp_asn", 65000)), **({"IpAddress": v["ip_address"]} if "ip_address" in v else {}))["CustomerGateway"]["CustomerGatewayId"]}

    def aws_vpn_connection(self, v):
        a = {p: v[k] for k, p in (("customer_gateway_id", "CustomerGatewayId"), ("vpn_gateway_id", "VpnGatewayId"), ("transit_gateway_id", "TransitGatewayId"), ("type", "Type")) if k in v}
        return {"id": self.ec2.create_vpn_connection(**a)["VpnConnection"]["VpnConnectionId"]}

    def aws_instance(self, v):
        a = {p: v[k] for k, p in (("subnet_id", "SubnetId"), ("vpc_security_group_ids", "SecurityGroupIds"), ("instance_type", "InstanceType")) if k in v}
        ami = self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        r = self.ec2.run_instances(ImageId=ami, MinCount=1, MaxCount=1, **a)["Instances"][0]
        return {"id": r["InstanceId"], "private_ip": r.get("PrivateIpAddress", ""),
                **{"primary_network_interface_id": n["NetworkInterfaceId"] for n in r.get("NetworkInterfaces", [])[:1]}}

    def aws_network_interface(self, v):
        a = {p: v[k] for k, p in (("subnet_id", "SubnetId"), ("security_groups", "Groups"), ("description", "Description")) if k in v}
        return {"id": self.ec2.create_network_interface(**a)["NetworkInterface"]["NetworkInterfaceId"]}
