//! Flows: who calls whom, on what, and with which request. How much is in [`super::Usage`].

use super::id::NodeId;
use super::shape::shape;
use crate::net::Protocol;

shape! {
    /// A flow from a workload to a service, a bucket, a table or another workload.
    pub struct Flow {
        from: NodeId,
        to: NodeId,
        protocol: Protocol = Protocol::TCP,
        /// The destination port of TCP and UDP.
        port: Option<u16>,
        request: Option<FlowRequest>,
    }
}

shape! {
    /// The request that a flow stands for, as policies see it.
    pub struct FlowRequest {
        /// The principal's ARN; the workload's role when absent.
        principal: Option<String>,
        /// Such as `s3:GetObject`.
        action: String,
        /// An ARN.
        resource: String,
    }
}
