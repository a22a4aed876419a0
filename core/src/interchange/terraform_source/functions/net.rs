//! Functions on address blocks. [cidrsubnet, cidrsubnets, cidrhost, cidrnetmask]

use super::Call;
use super::number::number;
use crate::interchange::item::Val;
use crate::interchange::raise::part;
use crate::net::cidr;
use ipnet::IpNet;
use std::net::{Ipv4Addr, Ipv6Addr};

pub fn call(c: &Call) -> Option<Val> {
    let int = |n: usize| number(c.arg(n)).filter(|x| x.fract() == 0.0).map(|x| x as i64);
    let block = |n: usize| c.arg(n).as_text().and_then(|s| cidr::parse(s).ok());
    let out = match c.name {
        "cidrsubnet" => match (c.arg(0), int(1).and_then(|b| u8::try_from(b).ok()), int(2)) {
            // A part of what AWS picks.
            (Val::Link(l), Some(bits), Some(number)) if l.attribute.contains("ipv6") => Some(Val::Part { of: l.clone(), bits, number }),
            (_, Some(bits), Some(n)) => block(0).and_then(|net| part(net, bits, n)).map(|n| Val::from(n.to_string())),
            _ => None,
        },
        "cidrsubnets" => block(0).and_then(|net| {
            let bits: Option<Vec<u8>> = (1..c.args.len()).map(|n| int(n).and_then(|b| u8::try_from(b).ok())).collect();
            subnets(net, &bits?)
        }),
        "cidrhost" => block(0).zip(int(1)).and_then(|(net, n)| host(net, n)).map(Val::from),
        "cidrnetmask" => match block(0) {
            Some(IpNet::V4(n)) => Some(Val::from(n.netmask().to_string())),
            _ => None,
        },
        _ => return None,
    };
    Some(c.or_unknown(out))
}

/// Consecutive blocks of these sizes, each at its own boundary.
fn subnets(net: IpNet, bits: &[u8]) -> Option<Val> {
    let (base, width) = match net {
        IpNet::V4(n) => (u128::from(u32::from(n.network())), 32u8),
        IpNet::V6(n) => (u128::from(n.network()), 128u8),
    };
    let end = base.checked_add(1u128.checked_shl(u32::from(width - net.prefix_len())).unwrap_or(0));
    let mut at = base;
    let mut out = Vec::new();
    for b in bits {
        let prefix = net.prefix_len().checked_add(*b).filter(|p| *p <= width)?;
        let size = 1u128.checked_shl(u32::from(width - prefix))?;
        at = at.checked_add(size - 1)? / size * size;
        if end.is_some_and(|end| end > base && at.checked_add(size).is_none_or(|e| e > end)) {
            return None;
        }
        let shown = if width == 32 {
            format!("{}/{prefix}", Ipv4Addr::from(u32::try_from(at).ok()?))
        } else {
            format!("{}/{prefix}", Ipv6Addr::from(at))
        };
        out.push(Val::from(shown));
        at = at.checked_add(size)?;
    }
    Some(Val::list(out))
}

fn host(net: IpNet, n: i64) -> Option<String> {
    match net {
        IpNet::V4(net) => {
            let size = 1i64 << (32 - net.prefix_len());
            let n = if n < 0 { size.checked_add(n)? } else { n };
            let inside = u32::try_from(n).ok().filter(|_| n < size)?;
            Some(Ipv4Addr::from(u32::from(net.network()).checked_add(inside)?).to_string())
        }
        IpNet::V6(net) => {
            let inside = if n < 0 {
                u128::from(net.broadcast()).checked_sub(u128::from(net.network()))?.checked_sub(u128::from(n.unsigned_abs()) - 1)?
            } else {
                u128::try_from(n).ok()?
            };
            Some(Ipv6Addr::from(u128::from(net.network()).checked_add(inside)?).to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str, args: &[Val]) -> String {
        call(&Call { name, args, at: &|| String::new() }).unwrap().shown()
    }

    #[test]
    fn blocks_are_cut_as_terraform_cuts_them() {
        assert_eq!(run("cidrsubnet", &["172.16.0.0/12".into(), Val::Int(4), Val::Int(2)]), "172.18.0.0/16");
        assert_eq!(run("cidrsubnet", &["fd00:fd12:3456:7890::/56".into(), Val::Int(16), Val::Int(162)]), "fd00:fd12:3456:7800:a200::/72");
        let all = run("cidrsubnets", &["10.1.0.0/16".into(), Val::Int(4), Val::Int(4), Val::Int(8), Val::Int(4)]);
        assert_eq!(all, "[\"10.1.0.0/20\",\"10.1.16.0/20\",\"10.1.32.0/24\",\"10.1.48.0/20\"]");
        assert_eq!(run("cidrhost", &["10.12.112.0/20".into(), Val::Int(16)]), "10.12.112.16");
        assert_eq!(run("cidrhost", &["10.12.112.0/20".into(), Val::Int(-1)]), "10.12.127.255");
        assert_eq!(run("cidrnetmask", &["172.16.0.0/12".into()]), "255.240.0.0");
        // A part that is not there, and one whose number is not known.
        assert!(run("cidrsubnet", &["10.0.0.0/30".into(), Val::Int(4), Val::Int(0)]).contains("cidrsubnet"));
        assert_eq!(run("cidrsubnet", &[Val::unknown("var.x", "a"), Val::Int(4), Val::Int(0)]), "var.x");
    }
}
