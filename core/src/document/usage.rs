//! How much a flow carries in a month, as low, typical and high.

use super::shape::shape;

shape! {
    /// Monthly use of one flow.
    pub struct Usage {
        /// GB a month, both directions together.
        gb: Range,
        /// Percent of the bytes that go from the workload outwards.
        percent_out: u8 = 50,
    }
}

shape! {
    /// Three guesses of one quantity.
    pub struct Range {
        low: u32,
        typical: u32,
        high: u32,
    }
}

impl Range {
    pub fn new(low: u32, typical: u32, high: u32) -> Self {
        Self { low, typical, high }
    }
}

impl Default for Usage {
    /// 100 GB a month, from 10 to 1,000: what a flow carries until somebody says otherwise.
    fn default() -> Self {
        Self { gb: Range::new(10, 100, 1000), percent_out: 50 }
    }
}
