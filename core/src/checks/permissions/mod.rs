//! Allows more, or other, than is meant.

pub(super) mod bucket_policy_locks_out;
pub(super) mod endpoint_full_access;
pub(super) mod policy_fault;
