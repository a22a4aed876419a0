//! AWS services that have VPC endpoints: endpoint service names, DNS names, ports, policy support.

use crate::ordered::Sorted as _;
use std::sync::OnceLock;

use super::region::{Partition, Region};
use super::table::{self, Parsed, Row, Stated};

/// The endpoint types that AWS services offer. ("AWS PrivateLink concepts")
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServiceKind {
    Gateway,
    Interface,
    /// Made through the service itself, not with CreateVpcEndpoint.
    ServiceManaged,
}

/// An endpoint service of AWS: what a VPC endpoint is made for.
///
/// Whether a Region or zone offers it is not known here: `aws ec2 describe-vpc-endpoint-services` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The last part of the service name: `s3`, `ecr.dkr`, `ssm`.
    pub id: &'static str,
    /// Endpoint types offered, gateway first.
    pub kinds: Vec<ServiceKind>,
    /// AWS's name: `Amazon ECR`.
    pub title: &'static str,
    /// What tells it from others of the same title: `ECR Docker registry`.
    pub label: Option<&'static str>,
    /// Our own grouping, such as `database`.
    pub category: &'static str,
    /// The prefix of its IAM actions: `ecr` for `ecr:GetAuthorizationToken`.
    pub iam_prefix: Stated<&'static str>,
    /// TCP ports that its interface endpoints answer on; never empty.
    pub ports: Stated<Vec<u16>>,
    /// Does it accept endpoint policies? `None` where nothing is known.
    pub policy_supported: Option<Stated<bool>>,
    /// How `policy_supported` is known: a word that the head of `services.tsv` explains.
    pub policy_basis: &'static str,
    /// Serves FIPS 140 validated endpoints.
    pub fips: bool,
    /// An interface endpoint may be in another Region. ("Cross-region enabled AWS services")
    pub cross_region: bool,
    /// Closed or gone (recalled): kept so that old designs can be read.
    pub retired: bool,
    /// Where it was read: words that the head of `services.tsv` explains.
    pub sources: Vec<&'static str>,
    pub note: Option<&'static str>,
    name: Option<&'static str>,
    prefixed: Vec<&'static str>,
    private_dns: Option<Stated<Vec<&'static str>>>,
    public_dns: Option<Stated<Vec<&'static str>>>,
    dualstack: Option<&'static str>,
}

impl Service {
    /// The label where there is one, else the title.
    pub fn display(&self) -> &'static str {
        self.label.unwrap_or(self.title)
    }

    pub fn offers(&self, kind: ServiceKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// The service name to give CreateVpcEndpoint: `com.amazonaws.eu-west-1.s3`.
    ///
    /// `None` when the service has no such endpoint, or its name in that partition is not known. In China many
    /// interface endpoints are named `cn.com.amazonaws…`; gateway endpoints never are. (AWS CDK)
    pub fn service_name(&self, region: &Region, kind: ServiceKind) -> Option<String> {
        if kind == ServiceKind::ServiceManaged || !self.offers(kind) {
            return None;
        }
        if kind == ServiceKind::Gateway {
            return Some(format!("com.amazonaws.{}.{}", region.code, self.id));
        }
        if let Some(token) = self.prefixed.iter().find(|token| applies_to(token, region)) {
            return Some(match token.split_once(':') {
                Some((_, whole)) => whole.replace("{region}", region.code),
                None if region.partition == Partition::Sovereign => {
                    format!("eu.amazonaws.{}.{}", region.code, self.id)
                }
                None => format!("cn.com.amazonaws.{}.{}", region.code, self.id),
            });
        }
        match self.name {
            None => Some(format!("com.amazonaws.{}.{}", region.code, self.id)),
            Some("-") => None,
            Some(name) if name.contains("{region}") => Some(name.replace("{region}", region.code)),
            // A name without a Region is known to hold in the commercial partition only.
            Some(name) => (region.partition == Partition::Aws).then(|| name.to_owned()),
        }
    }

    /// The name of the AWS-managed prefix list that a gateway endpoint's route goes by: `com.amazonaws.eu-west-1.s3`.
    /// `None` for services without a gateway endpoint. ("AWS-managed prefix lists")
    pub fn prefix_list_name(&self, region: &Region) -> Option<String> {
        self.service_name(region, ServiceKind::Gateway)
    }

    /// The names that private DNS makes resolve to the interface endpoint; a leading `*.` covers every name below.
    ///
    /// `None`: not known. An empty list: the service has no private DNS (DynamoDB), or no interface endpoint.
    pub fn private_dns_names(&self, region: &Region) -> Option<Stated<Vec<String>>> {
        let names = self.private_dns.as_ref()?;
        let localized = names.value.iter().map(|name| self.localize(name, region)).collect::<Option<_>>()?;
        Some(Stated { value: localized, confidence: names.confidence })
    }

    /// The service's own public names in the Region, main one first, as [`Service::private_dns_names`] writes them.
    /// `None`: not known.
    pub fn public_dns_names(&self, region: &Region) -> Option<Stated<Vec<String>>> {
        let names = self.public_dns.as_ref().or(self.private_dns.as_ref())?;
        if names.value.is_empty() {
            return None;
        }
        let localized = names.value.iter().map(|name| self.localize(name, region)).collect::<Option<_>>()?;
        Some(Stated { value: localized, confidence: names.confidence })
    }

    /// The name that a client asks for first in the Region: `s3.eu-west-1.amazonaws.com`.
    pub fn public_dns_name(&self, region: &Region) -> Option<String> {
        self.public_dns_names(region)?.value.into_iter().next()
    }

    /// The name that also has IPv6 addresses, where the service has one.
    pub fn dualstack_dns_name(&self, region: &Region) -> Option<String> {
        match self.dualstack? {
            "=" => self.localize_owned(format!("{}.{{region}}.api.aws", self.id), region),
            name => self.localize(name, region),
        }
    }

    /// The name of one endpoint of the service: for its zone, or for the Region when no zone is given.
    ///
    /// `endpoint` is `vpce-<id>-<suffix>`; AWS chooses the suffix. The name resolves anywhere, to private addresses.
    /// ("Access AWS services through AWS PrivateLink")
    pub fn endpoint_dns_name(&self, region: &Region, endpoint: &str, zone: Option<&str>) -> String {
        let zone = zone.map(|zone| format!("-{zone}")).unwrap_or_default();
        format!("{endpoint}{zone}.{}.{}.vpce.{}", self.id, region.code, region.dns_suffix)
    }

    fn localize(&self, name: &str, region: &Region) -> Option<String> {
        match name {
            "=" => self.localize_owned(format!("{}.{{region}}.amazonaws.com", self.id), region),
            name => self.localize_owned(name.to_owned(), region),
        }
    }

    /// Fills in the Region and the partition's suffix; `None` where the partition may well call it otherwise.
    fn localize_owned(&self, name: String, region: &Region) -> Option<String> {
        let abroad = region.partition != Partition::Aws;
        if abroad && !name.contains("{region}") {
            return None;
        }
        let name = name.replace("{region}", region.code);
        if let Some(stem) = name.strip_suffix("amazonaws.com") {
            Some(format!("{stem}{}", region.dns_suffix))
        } else if let Some(stem) = name.strip_suffix("api.aws") {
            Some(format!("{stem}{}", region.partition.dualstack_suffix()))
        } else {
            (!abroad).then_some(name)
        }
    }

    fn read(row: &Row) -> Option<Service> {
        let kinds = match row.text(1) {
            "" => vec![ServiceKind::Interface],
            "service-managed" => vec![ServiceKind::ServiceManaged],
            "gateway" => vec![ServiceKind::Gateway],
            "gateway,interface" => vec![ServiceKind::Gateway, ServiceKind::Interface],
            _ => return None,
        };
        let ports = table::stated(row.optional(6).unwrap_or("443~"))?;
        let port_list = table::list(ports.value).into_iter().map(|port| port.parse().ok());
        let policy = row.stated(12);
        let flags = row.list(14);
        if !matches!(policy.map(|p| p.value), None | Some("yes" | "no"))
            || flags.iter().any(|flag| !matches!(*flag, "fips" | "cross-region" | "retired"))
        {
            return None;
        }
        Some(Service {
            id: row.optional(0)?,
            kinds,
            title: row.optional(2)?,
            label: row.optional(3),
            category: row.optional(4)?,
            iam_prefix: row.stated(5)?,
            ports: Stated { value: port_list.collect::<Option<_>>()?, confidence: ports.confidence },
            name: row.optional(7),
            prefixed: row.list(8),
            private_dns: row.stated(9).map(|names| names.map(names_of)),
            public_dns: row.stated(10).map(|names| names.map(names_of)),
            dualstack: row.optional(11),
            policy_supported: policy.map(|p| p.map(|word| word == "yes")),
            policy_basis: row.optional(13)?,
            fips: flags.contains(&"fips"),
            cross_region: flags.contains(&"cross-region"),
            retired: flags.contains(&"retired"),
            sources: row.list(15),
            note: row.optional(16),
        })
    }

    /// How well it answers a search: the lower the better, `None` when a word is nowhere in it.
    fn rank(&self, words: &[String]) -> Option<u32> {
        let names = [self.id, self.title, self.display(), self.iam_prefix.value].map(str::to_lowercase);
        let mut rank = 0;
        for word in words {
            let best = names.iter().filter_map(|name| {
                if name == word {
                    return Some(0);
                }
                let at = name.find(word.as_str())?;
                let starts_word = name.get(..at)?.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
                Some(if starts_word { 1 } else { 3 })
            });
            rank += best.min()?;
        }
        // Of those that fit alike, the everyday ones first: they are the ones with a label of their own.
        Some(rank * 8 + u32::from(self.retired) * 4 + u32::from(self.fips) * 2 + u32::from(self.label.is_none()))
    }
}

/// A list of names, where `-` is none.
fn names_of(text: &'static str) -> Vec<&'static str> {
    if text == "-" { Vec::new() } else { table::list(text) }
}

/// Whether a token of the `prefixed` column speaks of a Region.
fn applies_to(token: &str, region: &Region) -> bool {
    match token.split_once(':').map_or(token, |(scope, _)| scope) {
        "cn" => region.partition == Partition::China,
        "eusc" => region.partition == Partition::Sovereign,
        code => code == region.code,
    }
}

/// Every service, sorted by id.
pub(super) fn all() -> &'static [Service] {
    static SERVICES: OnceLock<Vec<Service>> = OnceLock::new();
    SERVICES.get_or_init(|| read().rows)
}

pub(super) fn by_id(id: &str) -> Option<&'static Service> {
    let index = all().binary_search_by(|service| service.id.cmp(id)).ok()?;
    all().get(index)
}

/// The services in which every word of `text` occurs (id, title, label, IAM prefix), best first.
pub(super) fn search(text: &str) -> Vec<&'static Service> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let mut found: Vec<_> = all().iter().filter_map(|service| Some((service.rank(&words)?, service))).collect();
    found.order_by_key(|(rank, service)| (*rank, service.id));
    found.into_iter().map(|(_, service)| service).collect()
}

fn read() -> Parsed<Service> {
    table::parse(include_str!("../../data/services.tsv"), Service::read)
}

#[cfg(test)]
#[path = "service_tests.rs"]
mod tests;
