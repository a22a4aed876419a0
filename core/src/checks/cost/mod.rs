//! Costs more than it must.

pub(super) mod idle_elastic_ip;
pub(super) mod idle_interface_endpoint;
pub(super) mod paid_endpoint_for_gateway_service;
pub(super) mod service_through_nat;
