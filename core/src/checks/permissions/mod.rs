//! Allows more, or other, than is meant.

pub(super) mod account_means_root;
pub(super) mod action_unknown;
pub(super) mod agent_buckets;
pub(super) mod bucket_policy_locks_out;
pub(super) mod bucket_shut_by_endpoint;
pub(super) mod condition_key_unknown;
pub(super) mod ecr_without_layers;
pub(super) mod endpoint_allows_nothing;
pub(super) mod endpoint_full_access;
pub(super) mod gateway_principal;
mod held;
pub(super) mod policy_fault;
pub(super) mod policy_too_long;
mod s3_endpoints;
pub(super) mod source_ip_behind_endpoint;
pub(super) mod statement_without_effect;
pub(super) mod wildcard_in_condition;
