//! Functions with regular expressions: `regex`, `regexall`, and `replace` with a pattern between slashes.

use super::Call;
use super::text::string;
use crate::interchange::item::{Map, Val};
use regex_lite::{Captures, Regex, RegexBuilder};

/// Characters of a pattern, and of a text that it is tried on: matching takes the product of both at worst.
const PATTERN: usize = 500;
const TEXT: usize = 20_000;

/// What ids begin with, by the kind that has them.
const IDS: [(&str, &str); 12] = [
    ("aws_ec2_managed_prefix_list", "pl-"),
    ("aws_prefix_list", "pl-"),
    ("aws_vpc", "vpc-"),
    ("aws_subnet", "subnet-"),
    ("aws_security_group", "sg-"),
    ("aws_route_table", "rtb-"),
    ("aws_internet_gateway", "igw-"),
    ("aws_nat_gateway", "nat-"),
    ("aws_ec2_transit_gateway", "tgw-"),
    ("aws_network_interface", "eni-"),
    ("aws_vpc_endpoint", "vpce-"),
    ("aws_instance", "i-"),
];

/// What `^pl-` finds in an id that AWS will give; none where the pattern asks for more than how it begins.
fn begins(pattern: &str, v: &Val) -> Option<Option<Val>> {
    let Val::Link(l) = v else { return None };
    let wanted = pattern.strip_prefix('^').filter(|p| p.ends_with('-') && p.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))?;
    let kind = l.to.rsplit('.').find(|part| part.starts_with("aws_")).filter(|_| &*l.attribute == "id")?;
    let (_, own) = IDS.iter().find(|(k, _)| *k == kind)?;
    Some((wanted == *own).then(|| Val::from(wanted)))
}

pub fn call(c: &Call) -> Option<Option<Val>> {
    let s = |n: usize| string(c.arg(n));
    Some(match c.name {
        "regex" => match (s(0), s(1)) {
            // As Terraform has it, no match is a mistake, which `try` and `can` catch.
            (Some(p), Some(t)) => compiled(&p, &t).map(|r| {
                let found = r.captures(&t).map(|m| captured(&r, &m));
                found.unwrap_or_else(|| Val::unknown("a match of a pattern", (c.at)()))
            }),
            (Some(p), None) => begins(&p, c.arg(1)).map(|found| found.unwrap_or_else(|| Val::unknown("a match of a pattern", (c.at)()))),
            _ => None,
        },
        "regexall" => match (s(0), s(1)) {
            (Some(p), Some(t)) => compiled(&p, &t).map(|r| Val::list(r.captures_iter(&t).map(|m| captured(&r, &m)).collect())),
            (Some(p), None) => begins(&p, c.arg(1)).map(|found| Val::list(found.into_iter().collect())),
            _ => None,
        },
        "replace" => {
            let pattern = s(1).filter(|p| p.len() > 1)?;
            let pattern = pattern.strip_prefix('/').and_then(|p| p.strip_suffix('/'))?.to_string();
            match (s(0), s(2)) {
                (Some(t), Some(to)) => {
                    let grown = t.len().saturating_mul(to.len().max(1)) > 4 * 1024 * 1024;
                    compiled(&pattern, &t).filter(|_| !grown).map(|r| Val::from(r.replace_all(&t, &*to).into_owned()))
                }
                _ => None,
            }
        }
        _ => return None,
    })
}

fn compiled(pattern: &str, text: &str) -> Option<Regex> {
    if pattern.len() > PATTERN || text.len() > TEXT {
        return None;
    }
    RegexBuilder::new(pattern).size_limit(64 * 1024).nest_limit(20).build().ok()
}

/// The whole match; its groups where the pattern has some, by name where they have names.
fn captured(r: &Regex, m: &Captures) -> Val {
    let part = |n: usize| m.get(n).map_or(Val::Null, |g| Val::from(g.as_str()));
    if r.captures_len() <= 1 {
        return part(0);
    }
    let names: Vec<(usize, &str)> = r.capture_names().enumerate().filter_map(|(n, name)| Some((n, name?))).collect();
    if names.is_empty() {
        return Val::list((1..r.captures_len()).map(part).collect());
    }
    Val::map(names.into_iter().map(|(n, name)| (name.into(), part(n))).collect::<Map>())
}
