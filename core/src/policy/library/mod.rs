//! Good starting policies for endpoints, resources and roles, filled in from a design, each with what it lets through.

mod aws_buckets;
mod endpoint;
mod identity;
mod resource;
#[cfg(test)]
mod tests;

pub use aws_buckets::{of_agents, of_layers};

use super::document::{Policy, PolicyRole};
use super::lint::LintAs;
use serde_json::{Value, json};

/// What of a design the policies are filled in with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    pub region: String,
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    pub organization: Option<String>,
    pub account: Option<String>,
    /// Names of the design's buckets.
    pub buckets: Vec<String>,
    /// ARNs of the design's tables.
    pub tables: Vec<String>,
    /// AWS's ids of the design's VPCs, where known.
    pub vpcs: Vec<String>,
    /// AWS's ids of the design's endpoints, where known.
    pub endpoints: Vec<String>,
    /// What the policy is attached to, as ARNs: a bucket and its objects, a table.
    pub own: Vec<String>,
}

impl Ground {
    /// The ARNs of a bucket and of its objects.
    #[must_use]
    pub fn bucket(&self, name: &str) -> [String; 2] {
        [format!("arn:{}:s3:::{name}", self.partition), format!("arn:{}:s3:::{name}/*", self.partition)]
    }

    /// The ARNs of all the design's buckets and objects.
    #[must_use]
    pub fn bucket_arns(&self) -> Vec<String> {
        self.buckets.iter().flat_map(|name| self.bucket(name)).collect()
    }

    /// The ARNs of the design's tables, with their indexes.
    fn table_arns(&self) -> Vec<String> {
        self.tables.iter().flat_map(|arn| [arn.clone(), format!("{arn}/index/*")]).collect()
    }
}

/// A policy to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Starter {
    /// In kebab-case.
    pub id: &'static str,
    pub title: &'static str,
    /// What it lets through, in a sentence.
    pub says: &'static str,
    /// Its text, none where it is to have no policy; or what the design must have first.
    pub text: Result<Option<String>, &'static str>,
}

impl Starter {
    fn of(id: &'static str, title: &'static str, says: &'static str, statements: Result<Vec<Value>, &'static str>) -> Self {
        let text = statements.map(|all| {
            let text = json!({"Version": "2012-10-17", "Statement": all}).to_string();
            Some(Policy::parse(&text).map_or(text, |policy| policy.to_json()))
        });
        Self { id, title, says, text }
    }

    fn none(title: &'static str, says: &'static str) -> Self {
        Self { id: "none", title, says, text: Ok(None) }
    }
}

/// The policies to begin with for one that is attached to this, of a service by the prefix of its actions, such as `s3`.
#[must_use]
pub fn starters(kind: LintAs, service: &str, ground: &Ground) -> Vec<Starter> {
    match kind {
        LintAs::Endpoint(_) | LintAs::Other(PolicyRole::Endpoint) => endpoint::starters(service, ground),
        LintAs::Other(PolicyRole::Resource) => resource::starters(service, ground),
        LintAs::Other(PolicyRole::Boundary | PolicyRole::Scp) => identity::limits(ground),
        LintAs::Other(PolicyRole::Identity | PolicyRole::Session | PolicyRole::Rcp) => identity::starters(ground),
    }
}

const ORGANIZATION: &str = "the organization's id: give it under the design, where nothing is selected";
const ACCOUNT: &str = "the account's id: give it under the design, where nothing is selected";
const BUCKETS: &str = "buckets that have a name";
const TABLES: &str = "tables, and the account's id";

fn some(list: Vec<String>, lacking: &'static str) -> Result<Vec<String>, &'static str> {
    if list.is_empty() { Err(lacking) } else { Ok(list) }
}
