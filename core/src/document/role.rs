//! IAM roles that workloads use.

use super::shape::shape;
use super::{Account, Id};

shape! {
    pub struct Role {
        account: Option<Id<Account>>,
        /// The service that may assume it, such as `ec2.amazonaws.com`.
        trusted_service: Option<String>,
        policies: Vec<RolePolicy>,
        /// The permissions boundary as JSON.
        boundary: Option<String>,
    }
}

shape! {
    /// An inline policy of a role, as JSON.
    pub struct RolePolicy {
        name: String,
        document: String,
    }
}
