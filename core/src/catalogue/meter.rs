//! What AWS meters in a network, and what its price lists and bills call it.

use super::price::Unit;
use super::region::Region;

/// Something that AWS charges for by the hour or the GB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meter {
    /// An interface endpoint, per zone it has an interface in, per started hour.
    InterfaceEndpointHour,
    /// Through interface endpoints, both directions; tiers over all of the Region's in a month.
    InterfaceEndpointGb,
    /// A Gateway Load Balancer endpoint (which is in one zone).
    GwlbEndpointHour,
    GwlbEndpointGb,
    /// A resource endpoint; the guide does not say per zone.
    ResourceEndpointHour,
    ResourceEndpointGb,
    /// Free itself; the resource configurations behind it are billed.
    ServiceNetworkEndpointHour,
    /// Free.
    GatewayEndpointHour,
    /// Free.
    GatewayEndpointGb,
    NatHour,
    /// Through a NAT gateway, both directions, whatever the destination.
    NatGb,
    /// A regional NAT gateway, per zone it is active in.
    RegionalNatHour,
    /// Bandwidth provisioned on a NAT gateway, per Gbps and hour.
    NatProvisionedGbpsHour,
    /// A public IPv4 address, in use or idle.
    PublicIpv4Hour,
    /// Between zones by private address: charged on each side.
    CrossAzGb,
    /// Between zones through an interface endpoint, transit gateway or Client VPN.
    CrossAzPrivateLinkGb,
    /// Within a zone by private address.
    SameAzGb,
    /// Over a peering connection between zones of one Region: charged on each side. Within a zone it is free.
    PeeringCrossAzGb,
    PeeringConnectionHour,
    /// To another Region; the sender pays. See [`super::price::PriceTable::inter_region`].
    InterRegionGb,
    /// To the internet, tiers over the account's month.
    InternetEgressGb,
    InternetIngressGb,
    /// From EC2 to a public AWS service endpoint of its own Region through an internet gateway.
    SameRegionServiceGb,
    TgwAttachmentHour,
    /// Sent into a transit gateway by an attachment.
    TgwGb,
    /// A Site-to-Site VPN connection.
    VpnHour,
    /// From AWS over Direct Connect; the rate goes by the location too.
    DirectConnectOutGb,
}

/// One line per meter: key in `prices.tsv`, unit, service code of its price list, usage type after the prefix.
type Facts = (&'static str, Unit, &'static str, &'static str);

impl Meter {
    pub const ALL: [Meter; 27] = [
        Meter::InterfaceEndpointHour,
        Meter::InterfaceEndpointGb,
        Meter::GwlbEndpointHour,
        Meter::GwlbEndpointGb,
        Meter::ResourceEndpointHour,
        Meter::ResourceEndpointGb,
        Meter::ServiceNetworkEndpointHour,
        Meter::GatewayEndpointHour,
        Meter::GatewayEndpointGb,
        Meter::NatHour,
        Meter::NatGb,
        Meter::RegionalNatHour,
        Meter::NatProvisionedGbpsHour,
        Meter::PublicIpv4Hour,
        Meter::CrossAzGb,
        Meter::CrossAzPrivateLinkGb,
        Meter::SameAzGb,
        Meter::PeeringCrossAzGb,
        Meter::PeeringConnectionHour,
        Meter::InterRegionGb,
        Meter::InternetEgressGb,
        Meter::InternetIngressGb,
        Meter::SameRegionServiceGb,
        Meter::TgwAttachmentHour,
        Meter::TgwGb,
        Meter::VpnHour,
        Meter::DirectConnectOutGb,
    ];

    fn facts(self) -> Facts {
        use Unit::{Gb, GbpsHour, Hour};
        const VPC: &str = "AmazonVPC";
        const EC2: &str = "AmazonEC2";
        const TRANSFER: &str = "AWSDataTransfer";
        match self {
            Meter::InterfaceEndpointHour => ("interface-endpoint-hour", Hour, VPC, "VpcEndpoint-Hours"),
            Meter::InterfaceEndpointGb => ("interface-endpoint-gb", Gb, VPC, "VpcEndpoint-Bytes"),
            Meter::GwlbEndpointHour => ("gwlb-endpoint-hour", Hour, VPC, "VpcEndpoint-GWLBE-Hours"),
            Meter::GwlbEndpointGb => ("gwlb-endpoint-gb", Gb, VPC, "VpcEndpoint-GWLBE-Bytes"),
            Meter::ResourceEndpointHour => ("resource-endpoint-hour", Hour, VPC, "VpcEndpoint-Resource-Hours"),
            Meter::ResourceEndpointGb => ("resource-endpoint-gb", Gb, VPC, "VpcResource-Consumer-Bytes"),
            Meter::ServiceNetworkEndpointHour => ("service-network-endpoint-hour", Hour, VPC, ""),
            Meter::GatewayEndpointHour => ("gateway-endpoint-hour", Hour, VPC, ""),
            Meter::GatewayEndpointGb => ("gateway-endpoint-gb", Gb, VPC, ""),
            Meter::NatHour => ("nat-hour", Hour, EC2, "NatGateway-Hours"),
            Meter::NatGb => ("nat-gb", Gb, EC2, "NatGateway-Bytes"),
            Meter::RegionalNatHour => ("regional-nat-hour", Hour, EC2, "RegionalNatGateway-Hours"),
            Meter::NatProvisionedGbpsHour => ("nat-provisioned-gbps-hour", GbpsHour, EC2, "NatGateway-Prvd-Gbps"),
            Meter::PublicIpv4Hour => ("public-ipv4-hour", Hour, VPC, "PublicIPv4:InUseAddress"),
            Meter::CrossAzGb => ("cross-az-gb", Gb, TRANSFER, "DataTransfer-Regional-Bytes"),
            Meter::CrossAzPrivateLinkGb => ("cross-az-privatelink-gb", Gb, TRANSFER, ""),
            Meter::SameAzGb => ("same-az-gb", Gb, TRANSFER, ""),
            Meter::PeeringCrossAzGb => ("peering-cross-az-gb", Gb, VPC, "VpcPeering-Out-Bytes"),
            Meter::PeeringConnectionHour => ("peering-connection-hour", Hour, VPC, ""),
            Meter::InterRegionGb => ("inter-region-gb", Gb, TRANSFER, ""),
            Meter::InternetEgressGb => ("internet-egress-gb", Gb, TRANSFER, "DataTransfer-Out-Bytes"),
            Meter::InternetIngressGb => ("internet-ingress-gb", Gb, TRANSFER, "DataTransfer-In-Bytes"),
            Meter::SameRegionServiceGb => ("same-region-service-gb", Gb, TRANSFER, ""),
            Meter::TgwAttachmentHour => ("tgw-attachment-hour", Hour, VPC, "TransitGateway-Hours"),
            Meter::TgwGb => ("tgw-gb", Gb, VPC, "TransitGateway-Bytes"),
            Meter::VpnHour => ("vpn-hour", Hour, VPC, "VPN-Usage-Hours:ipsec.1"),
            Meter::DirectConnectOutGb => ("direct-connect-out-gb", Gb, "AWSDirectConnect", ""),
        }
    }

    /// Its key in `prices.tsv`: `nat-hour`.
    pub fn key(self) -> &'static str {
        self.facts().0
    }

    pub fn unit(self) -> Unit {
        self.facts().1
    }

    /// The service code of the AWS price list that carries it: `AmazonVPC`, `AmazonEC2`, `AWSDataTransfer`.
    pub fn service_code(self) -> &'static str {
        self.facts().2
    }

    /// What bills and price lists call it in a Region: `EUC1-VpcEndpoint-Hours`.
    ///
    /// `None` where AWS meters no such thing (what is free has no usage type), the billing code is not known, or the name
    /// takes a second Region ([`inter_region_usage_type`]). In us-east-1 the AmazonVPC list keeps the prefix; the others
    /// leave it out. Peering is metered twice: this is the outgoing side, `VpcPeering-In-Bytes` the other.
    /// ("Understand codes for Amazon VPC in billing and usage reports", "AWS Region billing codes")
    pub fn usage_type(self, region: &Region) -> Option<String> {
        let (_, _, service, suffix) = self.facts();
        if suffix.is_empty() {
            return None;
        }
        if region.code == "us-east-1" && service != "AmazonVPC" {
            return Some(suffix.to_owned());
        }
        Some(format!("{}-{suffix}", region.billing_code?.value))
    }

    /// What its usage type ends in; empty for what has none.
    pub(super) fn suffix(self) -> &'static str {
        self.facts().3
    }

    /// The meter of a key in `prices.tsv`.
    pub fn read(key: &str) -> Option<Meter> {
        Meter::ALL.into_iter().find(|meter| meter.key() == key)
    }

    /// Where the tiers of a tiered meter change, in units a month; empty for a flat one.
    pub(super) fn tier_bounds(self) -> &'static [u64] {
        match self {
            Meter::InterfaceEndpointGb | Meter::ResourceEndpointGb => &[1_048_576, 5_242_880],
            Meter::InternetEgressGb => &[10_240, 51_200, 153_600],
            _ => &[],
        }
    }
}

/// What bills call data sent from one Region to another: `EUC1-USE1-AWS-Out-Bytes`.
pub fn inter_region_usage_type(from: &Region, to: &Region) -> Option<String> {
    Some(format!("{}-{}-AWS-Out-Bytes", from.billing_code?.value, to.billing_code?.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::ordered::BTreeSet;

    fn region(code: &str) -> &'static Region {
        Catalogue::bundled().region(code).unwrap()
    }

    #[test]
    fn keys_are_read_back_and_differ() {
        let keys: BTreeSet<_> = Meter::ALL.iter().map(|meter| meter.key()).collect();
        assert_eq!(keys.len(), Meter::ALL.len());
        assert!(Meter::ALL.iter().all(|meter| Meter::read(meter.key()) == Some(*meter)));
    }

    #[test]
    fn usage_types_as_aws_writes_them() {
        let of = |meter: Meter, code| meter.usage_type(region(code));
        assert_eq!(of(Meter::InterfaceEndpointHour, "us-east-1").unwrap(), "USE1-VpcEndpoint-Hours");
        assert_eq!(of(Meter::NatHour, "us-east-1").unwrap(), "NatGateway-Hours");
        assert_eq!(of(Meter::CrossAzGb, "us-east-1").unwrap(), "DataTransfer-Regional-Bytes");
        assert_eq!(of(Meter::NatHour, "eu-west-1").unwrap(), "EU-NatGateway-Hours");
        assert_eq!(of(Meter::VpnHour, "eu-central-1").unwrap(), "EUC1-VPN-Usage-Hours:ipsec.1");
        assert_eq!(of(Meter::GatewayEndpointGb, "us-east-1"), None);
        assert_eq!(of(Meter::NatHour, "eusc-de-east-1"), None);
        let pair = inter_region_usage_type(region("us-east-1"), region("eu-west-1"));
        assert_eq!(pair.unwrap(), "USE1-EU-AWS-Out-Bytes");
    }
}
