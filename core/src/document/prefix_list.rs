//! Customer-managed prefix lists.

use super::Region;
use super::shape::shape;
use ipnet::IpNet;

shape! {
    /// A customer-managed prefix list. AWS's own lists are named by their service and are not stored.
    pub struct PrefixList {
        region: Region,
        /// What a reference to the list counts for in quotas.
        max_entries: u16 = 10,
        entries: Vec<PrefixEntry>,
    }
}

shape! {
    pub struct PrefixEntry {
        cidr: IpNet,
        description: String = String::new(),
    }
}
