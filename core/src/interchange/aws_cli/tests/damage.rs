//! Whatever is in the files: no panic, and a design that can be saved and read.

use super::*;
use proptest::prelude::*;

const SAMPLES: &[&str] = &[BASE];

/// Text pieces that are nearly an answer.
fn piece() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "VpcId",
        "SubnetId",
        "RouteTableId",
        "GroupId",
        "NetworkAclId",
        "CidrBlock",
        "Routes",
        "Associations",
        "Main",
        "GatewayId",
        "State",
        "NatGatewayId",
        "NetworkInterfaceId",
        "Groups",
        "IpPermissions",
        "IpProtocol",
        "TransitGatewayId",
        "TransitGatewayAttachmentId",
        "ResourceType",
        "ResourceId",
        "Entries",
        "PrefixListId",
        "PrefixListName",
        "VpcEndpointId",
        "ServiceName",
        "VpcEndpointType",
        "InstanceId",
        "InstanceType",
        "VpnConnectionId",
        "CustomerGatewayId",
        "VpnGatewayId",
        "TransitGatewayRouteTableId",
        "VpcPeeringConnectionId",
        "RequesterVpcInfo",
        "AccepterVpcInfo",
        "DestinationCidrBlock",
        "SubnetIds",
        "RouteTableIds",
        "Tags",
    ]);
    let word = prop::sample::select(vec![
        "vpc-1",
        "subnet-1",
        "rtb-1",
        "sg-1",
        "acl-1",
        "igw-1",
        "nat-1",
        "eni-1",
        "tgw-1",
        "tgw-attach-1",
        "tgw-rtb-1",
        "pl-1",
        "vpce-1",
        "i-1",
        "vpn-1",
        "cgw-1",
        "vgw-1",
        "pcx-1",
        "10.0.0.0/16",
        "0.0.0.0/0",
        "local",
        "vpc",
        "peering",
        "vpn",
        "available",
        "deleted",
        "blackhole",
        "tcp",
        "-1",
        "Interface",
        "Gateway",
        "GatewayLoadBalancer",
        "com.amazonaws.us-east-1.s3",
        "us-east-1a",
        "",
    ]);
    let leaf = prop_oneof![
        word.prop_map(|w| format!("\"{w}\"")),
        Just("true".to_string()),
        Just("null".into()),
        Just("-1".into()),
        Just("99999999999".into()),
        Just("[]".into()),
    ];
    leaf.prop_recursive(4, 48, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|v| format!("[{}]", v.join(","))),
            prop::collection::btree_map(key.clone(), inner, 0..9)
                .prop_map(|m| format!("{{{}}}", m.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect::<Vec<_>>().join(","))),
        ]
    })
}

fn list() -> impl Strategy<Value = String> {
    let names: Vec<&str> = super::super::forms::FORMS.iter().flat_map(|f| f.keys.iter().copied()).collect();
    (prop::sample::select(names), prop::collection::vec(piece(), 0..4)).prop_map(|(k, v)| format!("{{\"{k}\":[{}]}}", v.join(",")))
}

proptest! {
    #[test]
    fn odd_answers_make_whole_designs(all in prop::collection::vec(list(), 1..8)) {
        let sources = [("a.json".to_string(), all.join("\n").into_bytes())].into();
        if let Ok(out) = read(sources, &Options::default()) {
            prop_assert_eq!(save::read(&save::write(&out.design)).unwrap(), out.design);
        }
    }

    #[test]
    fn damaged_answers_do_not_panic(at in 0usize..4000, byte in any::<u8>()) {
        let mut bytes = SAMPLES[0].as_bytes().to_vec();
        let i = at % bytes.len();
        bytes[i] = byte;
        if let Ok(out) = read([("a.json".to_string(), bytes)].into(), &Options::default()) {
            prop_assert_eq!(save::read(&save::write(&out.design)).unwrap(), out.design);
        }
    }
}
