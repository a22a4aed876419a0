//! Words that several panels have for what the engine answers.

use portico_core::reach::Way;
use portico_core::text;
use portico_core::text::Text;

/// By which way, in words: "through the gateway endpoint s3-gw".
pub fn way_text(way: Way) -> Option<Text> {
    Some(match way {
        Way::None => return None,
        Way::Local => text!("inside the VPC"),
        Way::Peering(p) => text!("through the peering connection {p}", p = p),
        Way::GatewayEndpoint(e) => text!("through the gateway endpoint {e}", e = e),
        Way::InterfaceEndpoint(e) => text!("through the interface endpoint {e}", e = e),
        Way::ResourceEndpoint(e) => text!("through the resource endpoint {e}", e = e),
        Way::Nat(n) => text!("through the NAT gateway {n}", n = n),
        Way::InternetGateway(i) => text!("through the internet gateway {i}", i = i),
        Way::EgressOnly(e) => text!("through the egress-only internet gateway {e}", e = e),
        Way::Transit(t) => text!("through the transit gateway {t}", t = t),
        Way::Vpn(c) => text!("through the VPN connection {c}", c = c),
        Way::DirectConnect(d) => text!("through the Direct Connect gateway {d}", d = d),
        Way::Middlebox(b) => text!("through the appliance {b}", b = b),
    })
}
