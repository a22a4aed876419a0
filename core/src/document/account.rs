//! An AWS account that owns resources of the design.

use super::shape::shape;

shape! {
    /// An account. The first one of a document is "this account".
    pub struct Account {
        /// Twelve digits, once known.
        account_id: Option<String>,
        /// The organization's id, `o-…`, where the account is in one.
        organization: Option<String>,
    }
}
