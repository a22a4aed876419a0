//! How much a flow carries in a month, as low, typical and high.

use super::shape::shape;

shape! {
    /// Monthly use of one flow.
    pub struct Usage {
        /// GB a month, both directions together.
        gb: Range,
        /// Percent of the bytes that go from the caller to the other end.
        percent_out: u8 = 50,
        /// Thousands of requests a month, where known.
        kilo_requests: Option<Range>,
        /// The rate of the busiest minute in Mbps, both directions together, where known.
        burst_mbps: Option<Range>,
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

impl Usage {
    pub fn new(gb: Range, percent_out: u8) -> Self {
        Self { gb, percent_out, kilo_requests: None, burst_mbps: None }
    }
}

impl Range {
    pub fn new(low: u32, typical: u32, high: u32) -> Self {
        Self { low, typical, high }
    }

    /// With low at most typical, and high at least.
    pub fn sorted(&self) -> Self {
        Self { low: self.low.min(self.typical), typical: self.typical, high: self.high.max(self.typical) }
    }
}

impl Default for Usage {
    /// 100 GB a month, from 10 to 1,000: what a flow carries until somebody says otherwise.
    fn default() -> Self {
        Self::new(Range::new(10, 100, 1000), 50)
    }
}
