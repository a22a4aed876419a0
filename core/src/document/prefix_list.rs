//! Customer-managed prefix lists.

use super::shape::shape;
use super::{Region, ServiceId};
use ipnet::IpNet;

shape! {
    /// A customer-managed prefix list; or AWS's own one, where its entries are known. Rules and routes name AWS's lists by their service.
    pub struct PrefixList {
        region: Region,
        /// What a reference to the list counts for in quotas.
        max_entries: u16 = 10,
        entries: Vec<PrefixEntry>,
        /// AWS's own list of this service's public ranges, with the entries that the user brought.
        service: Option<ServiceId>,
        /// False where the entries are not all known: what the list holds is then open.
        complete: bool = true,
    }
}

shape! {
    pub struct PrefixEntry {
        cidr: IpNet,
        description: String = String::new(),
    }
}
