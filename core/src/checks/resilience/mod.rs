//! Fails with a zone.

pub(super) mod endpoint_in_one_zone;
pub(super) mod nat_in_one_zone;
pub(super) mod workload_in_one_zone;
