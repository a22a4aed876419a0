//! EC2 instance types: what bounds their network.

use crate::ordered::BTreeMap;
use crate::ordered::Sorted as _;
use std::sync::OnceLock;

use super::table::{self, Parsed, Row};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Architecture {
    X86_64,
    Arm64,
}

impl Architecture {
    /// AWS's own word.
    pub fn as_str(self) -> &'static str {
        match self {
            Architecture::X86_64 => "x86_64",
            Architecture::Arm64 => "arm64",
        }
    }
}

/// An EC2 instance type. Bandwidths are of the whole instance, all network cards together, in Mbps.
///
/// On top of them a single flow is limited to 5 Gbps, and traffic through an internet gateway to half the bandwidth or
/// 5 Gbps. ("Amazon EC2 instance network bandwidth")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstanceType {
    /// Such as `m7g.large`.
    pub name: &'static str,
    pub vcpu: u32,
    pub memory_mib: u32,
    pub architecture: Architecture,
    /// What holds all day.
    pub baseline_mbps: u32,
    /// What burst credits reach, for a while and best effort; the baseline where it is fixed.
    pub peak_mbps: u32,
    pub max_interfaces: u32,
    /// The primary address counts.
    pub ipv4_per_interface: u32,
    pub ipv6_per_interface: u32,
    pub network_cards: u32,
    /// AWS says so in the capture; it also says no of some that are still on sale.
    pub current_generation: bool,
    pub bare_metal: bool,
    label: &'static str,
}

impl InstanceType {
    /// `m7g` of `m7g.large`.
    pub fn family(&self) -> &'static str {
        self.name.split('.').next().unwrap_or(self.name)
    }

    /// AWS's own words for its bandwidth: `Up to 12.5 Gigabit`.
    pub fn bandwidth_label(&self) -> String {
        match self.label {
            "=" => format!("{} Gigabit", gigabits(self.peak_mbps)),
            "^" => format!("Up to {} Gigabit", gigabits(self.peak_mbps)),
            words => words.to_owned(),
        }
    }

    /// Whether the peak is reached on burst credits only.
    pub fn bursts(&self) -> bool {
        self.peak_mbps > self.baseline_mbps
    }

    fn read(row: &Row) -> Option<InstanceType> {
        let baseline = row.number(4)?;
        let ipv4 = row.number(7)?;
        let flags = row.list(11);
        if flags.iter().any(|flag| !matches!(*flag, "old" | "metal")) {
            return None;
        }
        Some(InstanceType {
            name: row.optional(0)?,
            vcpu: row.number(1)?,
            memory_mib: row.number(2)?,
            architecture: match row.text(3) {
                "x86" => Architecture::X86_64,
                "arm" => Architecture::Arm64,
                _ => return None,
            },
            baseline_mbps: baseline,
            peak_mbps: row.number_or(5, baseline)?,
            max_interfaces: row.number(6)?,
            ipv4_per_interface: ipv4,
            ipv6_per_interface: row.number_or(8, ipv4)?,
            network_cards: row.number_or(9, 1)?,
            label: row.optional(10)?,
            current_generation: !flags.contains(&"old"),
            bare_metal: flags.contains(&"metal"),
        })
    }
}

/// Mbps as Gbps, with the decimals it has.
fn gigabits(mbps: u32) -> String {
    let text = format!("{}.{:03}", mbps / 1000, mbps % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A family and its types, small to large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceFamily {
    pub name: &'static str,
    pub current_generation: bool,
    pub types: &'static [InstanceType],
}

struct Instances {
    /// By family, then size.
    types: Vec<InstanceType>,
    index: BTreeMap<&'static str, usize>,
}

fn bundled() -> &'static Instances {
    static INSTANCES: OnceLock<Instances> = OnceLock::new();
    INSTANCES.get_or_init(|| {
        let types = read().rows;
        let index = types.iter().enumerate().map(|(at, instance)| (instance.name, at)).collect();
        Instances { types, index }
    })
}

/// Every type, by family, then size.
pub(super) fn all() -> &'static [InstanceType] {
    &bundled().types
}

pub(super) fn by_name(name: &str) -> Option<&'static InstanceType> {
    let instances = bundled();
    instances.types.get(*instances.index.get(name)?)
}

/// Every family: those AWS calls current first, then by name.
pub(super) fn families() -> Vec<InstanceFamily> {
    let mut families: Vec<_> = all()
        .chunk_by(|a, b| a.family() == b.family())
        .filter_map(|types| {
            let first = types.first()?;
            Some(InstanceFamily { name: first.family(), current_generation: first.current_generation, types })
        })
        .collect();
    families.order_by_key(|family| (!family.current_generation, family.name));
    families
}

fn read() -> Parsed<InstanceType> {
    table::parse(include_str!("../../data/instances.tsv"), InstanceType::read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_sound() {
        assert_eq!(read().rejected, [] as [usize; 0]);
        assert_eq!(all().len(), 1395);
        assert_eq!(bundled().index.len(), 1395, "a type twice");
        for instance in all() {
            let name = instance.name;
            assert!(instance.baseline_mbps > 0 && instance.peak_mbps >= instance.baseline_mbps, "{name}");
            assert!(instance.vcpu > 0 && instance.memory_mib > 0 && instance.max_interfaces > 0, "{name}");
            assert!(instance.ipv4_per_interface > 0 && instance.network_cards > 0, "{name}");
        }
    }

    #[test]
    fn families_hold_every_type_once_current_first() {
        let families = families();
        assert_eq!(families.len(), 189);
        assert_eq!(families.iter().map(|family| family.types.len()).sum::<usize>(), 1395);
        assert!(families.is_sorted_by_key(|family| !family.current_generation));
        for family in &families {
            let same = |t: &InstanceType| t.current_generation == family.current_generation;
            assert!(family.types.iter().all(same), "{}", family.name);
        }
    }

    #[test]
    fn the_sample_of_the_user_guide() {
        let large = by_name("c5.large").unwrap();
        assert_eq!((large.baseline_mbps, large.peak_mbps), (750, 10_000));
        assert_eq!(large.bandwidth_label(), "Up to 10 Gigabit");
        assert!(large.bursts());
        let big = by_name("c5.18xlarge").unwrap();
        assert_eq!((big.baseline_mbps, big.bursts()), (25_000, false));
        assert_eq!(by_name("i4i.12xlarge").unwrap().bandwidth_label(), "28.12 Gigabit");
        assert_eq!(by_name("m7i.large").unwrap().bandwidth_label(), "Up to 12.5 Gigabit");
        assert_eq!(by_name("m7i.tiny"), None);
    }
}
