//! Usage to begin with: what kinds of traffic carry in a month, as orders of magnitude to change.

use crate::document::{Range, Usage};

/// A kind of traffic with usual figures. They are ours, not AWS's: a place to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    pub name: &'static str,
    pub about: &'static str,
    /// GB a month: low, typical, high.
    pub gb: [u32; 3],
    pub percent_out: u8,
    /// Thousands of requests a month.
    pub kilo_requests: [u32; 3],
    /// The busiest minute, in Mbps.
    pub burst_mbps: [u32; 3],
}

impl Preset {
    pub fn usage(&self) -> Usage {
        let range = |[low, typical, high]: [u32; 3]| Range::new(low, typical, high);
        Usage {
            gb: range(self.gb),
            percent_out: self.percent_out,
            kilo_requests: Some(range(self.kilo_requests)),
            burst_mbps: Some(range(self.burst_mbps)),
        }
    }
}

/// Little first.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "control calls",
        about: "Small API calls: keys, secrets, parameters, queues",
        gb: [1, 5, 20],
        percent_out: 50,
        kilo_requests: [100, 1_000, 10_000],
        burst_mbps: [1, 5, 50],
    },
    Preset {
        name: "logs and metrics",
        about: "What a handful of servers write about themselves",
        gb: [20, 100, 500],
        percent_out: 95,
        kilo_requests: [500, 3_000, 20_000],
        burst_mbps: [2, 20, 200],
    },
    Preset {
        name: "image pulls",
        about: "Containers that start from a registry",
        gb: [50, 300, 2_000],
        percent_out: 1,
        kilo_requests: [10, 100, 1_000],
        burst_mbps: [100, 1_000, 5_000],
    },
    Preset {
        name: "web traffic",
        about: "Pages and API answers to people",
        gb: [100, 1_000, 10_000],
        percent_out: 10,
        kilo_requests: [5_000, 50_000, 500_000],
        burst_mbps: [20, 200, 2_000],
    },
    Preset {
        name: "database calls",
        about: "A service and its tables",
        gb: [50, 500, 5_000],
        percent_out: 30,
        kilo_requests: [10_000, 100_000, 1_000_000],
        burst_mbps: [10, 100, 1_000],
    },
    Preset {
        name: "backups",
        about: "Nightly copies that go out",
        gb: [500, 3_000, 20_000],
        percent_out: 99,
        kilo_requests: [50, 300, 2_000],
        burst_mbps: [500, 2_000, 10_000],
    },
    Preset {
        name: "analytics",
        about: "Jobs that read a data lake",
        gb: [5_000, 50_000, 500_000],
        percent_out: 10,
        kilo_requests: [1_000, 20_000, 200_000],
        burst_mbps: [1_000, 10_000, 50_000],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_rise_and_names_differ() {
        for (i, p) in PRESETS.iter().enumerate() {
            let u = p.usage();
            for range in [&u.gb, u.kilo_requests.as_ref().unwrap(), u.burst_mbps.as_ref().unwrap()] {
                assert_eq!(*range, range.sorted(), "{}", p.name);
            }
            assert!(PRESETS[..i].iter().all(|q| q.name != p.name) && p.percent_out <= 100);
        }
    }
}
