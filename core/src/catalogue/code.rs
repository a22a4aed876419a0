//! The explanation codes of VPC Reachability Analyzer, so that verdicts can speak AWS's own language.

/// Writes the two enums and their texts from one list.
macro_rules! codes {
    ($($group:ident $title:literal { $($code:ident),+ $(,)? })+) => {
        /// What part of a network a [`Code`] speaks of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CodeGroup {
            $(#[doc = $title] $group,)+
        }

        impl CodeGroup {
            /// The group's name, as `explanation-codes.tsv` writes it.
            pub fn title(self) -> &'static str {
                match self {
                    $(CodeGroup::$group => $title,)+
                }
            }
        }

        /// An explanation code, by AWS's own name. (Reachability Analyzer guide, "Explanation codes")
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($($code,)+)+
        }

        impl Code {
            /// All, in the order of the AWS page.
            pub const ALL: &'static [Code] = &[$($(Code::$code,)+)+];

            /// AWS's name for it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($(Code::$code => stringify!($code),)+)+
                }
            }

            pub fn group(self) -> CodeGroup {
                match self {
                    $($(Code::$code)|+ => CodeGroup::$group,)+
                }
            }

            /// The code that AWS calls so.
            pub fn read(name: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.as_str() == name)
            }
        }
    };
}

codes! {
    Route "route" {
        CANNOT_ROUTE,
        NO_ROUTE_TO_DESTINATION,
        MORE_SPECIFIC_ROUTE,
        HIGHER_PRIORITY_ROUTE,
        BAD_STATE_ROUTE,
        VPC_LOCAL_ROUTE_CIDR_RESTRICTION,
        INGRESS_RTB_NO_PUBLIC_IP,
        INGRESS_RTB_TRAFFIC_REDIRECTION,
    }
    Filter "filter" {
        ENI_SG_RULES_MISMATCH,
        SG_HAS_NO_RULES,
        SUBNET_ACL_RESTRICTION,
        SG_REFERENCES_NOT_PRESERVED,
        SG_REFERENCING_SUPPORT,
        UNKNOWN_PEERED_SGS,
        FIREWALL_RULES_RESTRICTION,
        PROTOCOL_RESTRICTION,
    }
    Interface "interface" {
        ENI_ADDRESS_RESTRICTION,
        ENI_SOURCE_DEST_CHECK_RESTRICTION,
        GATEWAY_REJECTS_SPOOFED_TRAFFIC,
    }
    InternetGateway "internet gateway" {
        IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS,
        IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS,
        IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS,
        IGW_NAT_REFLECTION,
        IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS,
        IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS,
        IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS,
        IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS,
        VPC_BLOCK_PUBLIC_ACCESS_ENABLED,
    }
    NatGateway "NAT gateway" {
        NGW_DEST_ADDRESS_PRESERVATION,
        NGW_REQUIRES_SOURCE_IN_VPC,
        NGW_SOURCE_ADDRESS_REASSIGN,
        REMAP_EPHEMERAL_PORT,
        REGIONAL_NGW_ROUTE_AZ_RESTRICTION,
    }
    Peering "peering" {
        PCX_REQUIRES_ADDRESS_IN_VPC_CIDR,
    }
    TransitGateway "transit gateway" {
        TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION,
        TGW_ATTACH_VPC_AZ_RESTRICTION,
        TGW_BAD_STATE_VPN,
        TGW_ROUTE_AZ_RESTRICTION,
        TGW_RTB_BAD_STATE_ROUTE,
        TGW_RTB_CANNOT_ROUTE,
        TGW_RTB_HIGHER_PRIORITY_ROUTE,
        TGW_RTB_MORE_SPECIFIC_ROUTE,
        TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT,
        TGW_RTB_ROUTES_ARE_UNKNOWN,
    }
    VpnGateway "VPN gateway" {
        VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS,
        VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS,
        BAD_STATE_VPN,
    }
    VpcEndpoint "VPC endpoint" {
        VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION,
        VPCE_GATEWAY_PROTOCOL_RESTRICTION,
        VPCE_INTRA_VPC_TRAFFIC,
        VPCE_SERVICE_NOT_INSTALLED_IN_AZ,
    }
    LoadBalancer "load balancer" {
        ELB_ACL_RESTRICTION,
        ELB_INSTALLED_AZ_RESTRICTION,
        ELB_LISTENER_PORT_RESTRICTION,
        ELB_LISTENERS_MISMATCH,
        ELB_NOT_CROSSZONE,
        ELBV2_LISTENER_HAS_NO_TG,
        ELBV2_LISTENER_PORT_RESTRICTION,
        ELBV2_LISTENER_REQUIRES_TG_ACCEPT,
        ELBV2_LISTENERS_MISMATCH,
        ELBV2_NO_TARGETS_IN_AZ,
        ELBV2_SOURCE_ADDRESS_PRESERVATION,
        GWLB_DESTINATION_PORT_RESTRICTION,
        GWLB_PROTOCOL_RESTRICTION,
        TARGET_ADDRESS_RESTRICTION,
        TARGET_PORT_RESTRICTION,
    }
    State "state / unknown" {
        BAD_STATE,
        BAD_STATE_ATTACHMENT,
        NO_POSSIBLE_DESTINATION,
        UNKNOWN_DESTINATION,
        UNKNOWN_RESOURCE,
    }
    Configuration "configuration (no path possible)" {
        DISCONNECTED_VPCS,
        NO_PATH,
        NO_SOURCE_OR_DESTINATION,
        UNASSOCIATED_COMPONENT,
        UNSUPPORTED_COMPONENT,
    }
    SearchFilter "search filter" {
        COMPONENT_FILTER_RESTRICTION,
        COMPONENT_FILTER_RESTRICTION_REMOVED_COMPONENT,
        FILTER_AT_DESTINATION_DESTINATION_ADDRESS,
        FILTER_AT_DESTINATION_DESTINATION_PORT_RANGE,
        FILTER_AT_DESTINATION_PROTOCOL,
        FILTER_AT_DESTINATION_SOURCE_ADDRESS,
        FILTER_AT_DESTINATION_SOURCE_PORT_RANGE,
        FILTER_AT_SOURCE_DESTINATION_ADDRESS,
        FILTER_AT_SOURCE_DESTINATION_PORT_RANGE,
        FILTER_AT_SOURCE_PROTOCOL,
        FILTER_AT_SOURCE_SOURCE_ADDRESS,
        FILTER_AT_SOURCE_SOURCE_PORT_RANGE,
        IGW_EXPECTS_PUBLIC_ADDRESS,
    }
    Detail "detail" {
        ASSUMPTION_PRESERVE_CLIENT_IP_IS_DISABLED,
        ASSUMPTION_PRESERVE_CLIENT_IP_IS_ENABLED,
        AVAILABILITY_ZONE_CROSSED,
        FIREWALL_UNSUPPORTED_HIGHER_PRIORITY_RULE_GROUP_TYPE,
        FIREWALL_UNSUPPORTED_HIGHER_PRIORITY_RULES,
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_enum_is_the_data_file() {
        let coded: Vec<_> = Code::ALL.iter().map(|code| (code.as_str(), code.group().title())).collect();
        assert_eq!(coded, lines().into_iter().map(|(code, group, _)| (code, group)).collect::<Vec<_>>());
        assert_eq!(Code::ALL.iter().filter(|code| code.group() != CodeGroup::Detail).count(), 89);
    }

    fn lines() -> Vec<(&'static str, &'static str, &'static str)> {
        let table = include_str!("../../data/explanation-codes.tsv");
        let fields = |l: &'static str| {
            let mut f = l.splitn(3, '\t');
            Some((f.next()?, f.next()?, f.next()?))
        };
        table.lines().filter(|l| !l.starts_with('#')).map(|l| fields(l).unwrap_or_else(|| panic!("{l}"))).collect()
    }

    #[test]
    fn every_code_has_a_use_or_a_reason() {
        for (code, _, says) in lines() {
            assert!(!says.trim().is_empty() && says != "?", "{code}");
        }
    }

    #[test]
    fn names_are_read_back() {
        assert_eq!(Code::read("ENI_SG_RULES_MISMATCH"), Some(Code::ENI_SG_RULES_MISMATCH));
        assert_eq!(Code::ENI_SG_RULES_MISMATCH.group(), CodeGroup::Filter);
        assert_eq!(Code::read("eni_sg_rules_mismatch"), None);
    }
}
