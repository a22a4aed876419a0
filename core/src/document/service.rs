//! AWS services that workloads call, and the buckets and tables behind them.

use super::shape::shape;
use super::{Account, Id, Region, ServiceId};

shape! {
    /// An AWS service in a region, as a destination.
    pub struct Service {
        region: Region,
        service: ServiceId,
    }
}

shape! {
    /// An S3 bucket.
    pub struct Bucket {
        account: Option<Id<Account>>,
        region: Region,
        /// The bucket's global name, once chosen.
        bucket_name: Option<String>,
        /// The bucket policy as JSON.
        policy: Option<String>,
    }
}

shape! {
    /// A DynamoDB table.
    pub struct Table {
        account: Option<Id<Account>>,
        region: Region,
        /// The table's resource policy as JSON.
        policy: Option<String>,
    }
}
