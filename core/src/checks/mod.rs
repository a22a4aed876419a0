//! What is wrong with a design and how to mend it: one file per check, in the room of its category.
//!
//! A check is one file in this order: the doc comment, which is the help page that users read; name, title, category and
//! usual severity; the rule, with its fixes; tests that it fires, stays silent, and that every fix mends it without a new
//! error. To add one: write the file, name its `CHECK` in [`ALL`].

use crate::ordered::Sorted as _;
mod correctness;
mod cost;
mod exposure;
mod found;
mod permissions;
pub mod policy_words;
mod resilience;
mod shared;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use crate::facts::Facts;
use crate::finding::{Category, Finding, Severity};
pub(crate) use found::{Found, set, step};

/// One check.
#[derive(Debug)]
pub struct Check {
    /// Kebab-case; names the problem.
    pub name: &'static str,
    /// The problem in a few words.
    pub title: &'static str,
    pub category: Category,
    /// What its findings usually are; one may be milder.
    pub severity: Severity,
    docs: &'static str,
    run: fn(&Facts) -> Vec<Found>,
}

impl Check {
    /// The help page, in Markdown.
    pub fn page(&self) -> String {
        let lines = self.docs.lines().map(|l| l.strip_prefix(' ').unwrap_or(l).trim_end());
        format!("# {}\n\n{}\n", self.title, lines.collect::<Vec<_>>().join("\n").trim())
    }

    /// What it finds, in the order of the model.
    pub fn findings(&self, facts: &Facts) -> Vec<Finding> {
        (self.run)(facts).into_iter().map(|f| f.of(self)).collect()
    }
}

/// Declares a check from its help page and its facts.
macro_rules! check {
    ($(#[doc = $doc:literal])* $name:literal, $title:literal, $category:ident, $severity:ident) => {
        $(#[doc = $doc])*
        pub(in crate::checks) static CHECK: $crate::checks::Check = $crate::checks::Check {
            name: $name,
            title: $title,
            category: $crate::finding::Category::$category,
            severity: $crate::finding::Severity::$severity,
            docs: concat!($($doc, "\n"),*),
            run,
        };
    };
}
use check;

/// Every check: those of correctness first, each room by name.
pub static ALL: &[&Check] = &[
    &correctness::acl_drops_replies::CHECK,
    &correctness::acl_entry_number::CHECK,
    &correctness::acl_entry_without_effect::CHECK,
    &correctness::address_not_assignable::CHECK,
    &correctness::attachment_misses_zone::CHECK,
    &correctness::attachment_zone_twice::CHECK,
    &correctness::block_size::CHECK,
    &correctness::cross_region_zone::CHECK,
    &correctness::duplicate_endpoint::CHECK,
    &correctness::elastic_ip_twice::CHECK,
    &correctness::endpoint_address_type::CHECK,
    &correctness::endpoint_group_refuses_clients::CHECK,
    &correctness::service_unknown::CHECK,
    &correctness::endpoint_zone_twice::CHECK,
    &correctness::endpoint_default_group::CHECK,
    &correctness::flow_blocked::CHECK,
    &correctness::intent_broken::CHECK,
    &correctness::gateway_endpoint_misses_caller::CHECK,
    &correctness::gateway_endpoint_without_tables::CHECK,
    &correctness::group_rule_without_effect::CHECK,
    &correctness::load_balancer_zones::CHECK,
    &correctness::nat_in_private_subnet::CHECK,
    &correctness::nat_without_address::CHECK,
    &correctness::overlapping_subnets::CHECK,
    &correctness::overlapping_vpcs::CHECK,
    &correctness::peering_without_routes::CHECK,
    &correctness::private_dns_hides_public_apis::CHECK,
    &correctness::private_dns_not_offered::CHECK,
    &correctness::private_dns_without_vpc_dns::CHECK,
    &correctness::public_by_name_only::CHECK,
    &correctness::quota_exceeded::CHECK,
    &correctness::reference_crosses_vpcs::CHECK,
    &correctness::route_not_allowed::CHECK,
    &correctness::route_target_gone::CHECK,
    &correctness::route_without_effect::CHECK,
    &correctness::rule_protocol_mismatch::CHECK,
    &correctness::second_gateway::CHECK,
    &correctness::subnet_full::CHECK,
    &correctness::subnet_outside_vpc::CHECK,
    &correctness::private_dns_twice::CHECK,
    &correctness::zone_of_another_region::CHECK,
    &exposure::admin_port_open::CHECK,
    &exposure::database_in_public_subnet::CHECK,
    &exposure::private_by_name_only::CHECK,
    &resilience::endpoint_in_one_zone::CHECK,
    &resilience::nat_in_one_zone::CHECK,
    &resilience::workload_in_one_zone::CHECK,
    &cost::service_through_nat::CHECK,
    &cost::idle_elastic_ip::CHECK,
    &cost::idle_interface_endpoint::CHECK,
    &cost::paid_endpoint_for_gateway_service::CHECK,
    &permissions::account_means_root::CHECK,
    &permissions::action_unknown::CHECK,
    &permissions::agent_buckets::CHECK,
    &permissions::bucket_policy_locks_out::CHECK,
    &permissions::bucket_shut_by_endpoint::CHECK,
    &permissions::condition_key_unknown::CHECK,
    &permissions::ecr_without_layers::CHECK,
    &permissions::endpoint_allows_nothing::CHECK,
    &permissions::endpoint_full_access::CHECK,
    &permissions::gateway_principal::CHECK,
    &permissions::policy_fault::CHECK,
    &permissions::policy_too_long::CHECK,
    &permissions::source_ip_behind_endpoint::CHECK,
    &permissions::statement_without_effect::CHECK,
    &permissions::wildcard_in_condition::CHECK,
];

/// The check of a name.
pub fn by_name(name: &str) -> Option<&'static Check> {
    ALL.iter().copied().find(|c| c.name == name)
}

/// What all checks find, in the order of [`ordered`].
pub fn run_all(facts: &Facts) -> Vec<Finding> {
    ordered(ALL.iter().flat_map(|c| c.findings(facts)).collect())
}

/// Findings as they are listed: the worst first, then by check and resource.
pub fn ordered(mut all: Vec<Finding>) -> Vec<Finding> {
    all.order_by(|a, b| (a.severity, a.check, &a.on).cmp(&(b.severity, b.check, &b.on)));
    all
}
