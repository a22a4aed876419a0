//! Names and export keys: slugs fixed at creation, unique within a kind.

use crate::document::{Body, Kind, Model};
use crate::ordered::BTreeSet;

/// A name as a Terraform-safe slug: lower-case letters, digits, `_`; starts with a letter; at most 40 characters.
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if out.len() >= 40 {
            break;
        }
    }
    let out = out.trim_end_matches('_').to_string();
    match out.chars().next() {
        Some(c) if c.is_ascii_alphabetic() => out,
        Some(_) => format!("n{out}"),
        None => "n".into(),
    }
}

/// The slug of a name, with a number behind it where the kind already has it.
pub fn free(model: &Model, kind: Kind, name: &str) -> String {
    numbered(&slug(name), '_', || model.of_kind(kind).map(|(_, n)| n.meta.key.as_str()))
}

/// A display name nobody of the kind has: `app-a`, else `app-a-2`.
pub fn free_name(model: &Model, kind: Kind, base: &str) -> String {
    numbered(base, '-', || model.of_kind(kind).map(|(_, n)| n.meta.name.as_str()))
}

/// A text that is not taken: itself, else with a number behind it.
pub(crate) fn numbered<'a, I: Iterator<Item = &'a str>>(base: &str, separator: char, taken: impl Fn() -> I) -> String {
    if taken().all(|k| k != base) {
        return base.into();
    }
    // After `app-2` comes `app-3`.
    let counted = base.rsplit_once(separator).and_then(|(root, n)| Some((root, n.parse::<u32>().ok()?.checked_add(1)?)));
    let (base, first) = counted.filter(|(root, n)| !root.is_empty() && (3..1000).contains(n)).unwrap_or((base, 2));
    let taken: BTreeSet<&str> = taken().filter(|k| k.starts_with(base)).collect();
    let free = (first..).map(|n| format!("{base}{separator}{n}")).find(|k| !taken.contains(k.as_str()));
    free.unwrap_or_else(|| base.into())
}

/// The name that a resource gets when nobody gives one.
pub fn default_name(model: &Model, body: &Body) -> String {
    let base = match body {
        Body::InternetGateway(_) => "igw".to_string(),
        Body::EgressOnlyGateway(_) => "eigw".into(),
        Body::NatGateway(_) => "nat".into(),
        Body::ElasticIp(_) => "eip".into(),
        Body::GatewayEndpoint(e) => format!("{}-gw", e.service),
        Body::InterfaceEndpoint(e) => e.service.to_string(),
        Body::Service(s) => s.service.to_string(),
        Body::Workload(w) => w.compute.as_str().into(),
        Body::SecurityGroup(_) => "sg".into(),
        Body::NetworkAcl(_) => "acl".into(),
        Body::RouteTable(_) => "routes".into(),
        Body::Flow(f) => format!("{} to {}", model.name(f.from), model.name(f.to)),
        Body::Intent(i) => i.claim.as_str().into(),
        other => other.kind().as_str().into(),
    };
    free_name(model, body.kind(), &base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_on_counting() {
        let next = |base: &str, all: &[&str]| numbered(base, '-', || all.iter().copied());
        assert_eq!(next("app", &["web"]), "app");
        assert_eq!(next("app", &["app"]), "app-2");
        assert_eq!(next("app-2", &["app", "app-2"]), "app-3");
        assert_eq!(next("app-2", &["app-2", "app-3", "app-4"]), "app-5");
        assert_eq!(next("app-1", &["app-1"]), "app-1-2", "the first of its own");
        assert_eq!(next("-7", &["-7"]), "-7-2");
        assert_eq!(next("app-4294967295", &["app-4294967295"]), "app-4294967295-2");
    }

    #[test]
    fn slugs_are_terraform_names() {
        for (name, want) in
            [("app-a", "app_a"), ("Ünïcode näme", "n_code_n_me"), ("3 tier", "n3_tier"), ("<b>", "b"), ("", "n"), ("-", "n")]
        {
            assert_eq!(slug(name), want);
        }
        assert!(slug(&"x".repeat(500)).len() <= 40);
    }
}
