//! The fields of the usage table: what each takes, and what it says of what it does not.

use crate::language::InLanguage;
use crate::ui::number::{NotNumber, parse_scaled, thousands, thousandths};
use crate::ui::sentence;
use portico_core::document::{Flow, Id, Range, Usage};
use portico_core::facts::Facts;
use portico_core::performance::throughput;
use portico_core::text::Segment;

/// What is measured of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Gb,
    /// In thousands.
    Requests,
    /// In Gbps, kept as Mbps.
    Burst,
}

impl Measure {
    pub const ALL: [Self; 3] = [Self::Gb, Self::Requests, Self::Burst];

    pub fn id(self) -> &'static str {
        match self {
            Self::Gb => "gb",
            Self::Requests => "requests",
            Self::Burst => "burst",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Gb => "GB a month",
            Self::Requests => "Requests",
            Self::Burst => "Burst",
        }
    }

    /// What the numbers are of.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Gb => "GB",
            Self::Requests => "thousands",
            Self::Burst => "Gbps",
        }
    }

    pub fn about(self) -> &'static str {
        match self {
            Self::Gb => "Both directions together. AWS bills data by the GB.",
            Self::Requests => {
                "Thousands of requests a month. AWS bills nothing on a network path by the request: they say how large one is, and how often."
            }
            Self::Burst => {
                "The rate of the busiest minute, both directions together. The narrowest place of the path says whether it fits."
            }
        }
    }

    fn decimals(self) -> usize {
        if self == Self::Burst { 3 } else { 0 }
    }

    fn range(self, usage: &Usage) -> Option<&Range> {
        match self {
            Self::Gb => Some(&usage.gb),
            Self::Requests => usage.kilo_requests.as_ref(),
            Self::Burst => usage.burst_mbps.as_ref(),
        }
    }

    fn put(self, usage: &mut Usage, range: Option<Range>) {
        match self {
            Self::Gb => usage.gb = range.unwrap_or_else(|| usage.gb.clone()),
            Self::Requests => usage.kilo_requests = range,
            Self::Burst => usage.burst_mbps = range,
        }
    }

    fn write(self, n: u32) -> String {
        if self == Self::Burst { thousandths(n) } else { thousands(n.into()) }
    }

    fn read(self, text: &str) -> Result<u32, String> {
        let most = self.write(u32::MAX);
        let unit = self.unit();
        parse_scaled(text, self.decimals()).map_err(|why| match (why, self) {
            (NotNumber::Negative, _) => crate::language::t("There is no less than 0.").into(),
            (NotNumber::TooLarge, _) => crate::say!("At most {most} {unit}.", most = most, unit = unit),
            (NotNumber::Malformed, Self::Gb) => crate::language::t("A whole number of GB is wanted, in digits, such as 1,000.").into(),
            (NotNumber::Malformed, Self::Requests) => {
                crate::language::t("A whole number of thousands is wanted, in digits, such as 1,000.").into()
            }
            (NotNumber::Malformed, Self::Burst) => {
                crate::language::t("A number of Gbps is wanted, in digits, such as 2.5; thousandths at the finest.").into()
            }
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    Low,
    Typical,
    High,
}

impl Band {
    pub const ALL: [Self; 3] = [Self::Low, Self::Typical, Self::High];

    pub fn id(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Typical => "typical",
            Self::High => "high",
        }
    }

    fn of(self, r: &Range) -> u32 {
        match self {
            Self::Low => r.low,
            Self::Typical => r.typical,
            Self::High => r.high,
        }
    }
}

/// A field of a flow's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageField {
    Of(Measure, Band),
    /// Percent of the bytes that go from the caller to the other end.
    Out,
}

impl UsageField {
    /// As in `cost-usage-ID-FIELD`.
    pub fn id(self) -> String {
        match self {
            Self::Of(Measure::Gb, band) => band.id().into(),
            Self::Of(measure, band) => format!("{}-{}", measure.id(), band.id()),
            Self::Out => "out".into(),
        }
    }

    pub fn label(self) -> String {
        match self {
            Self::Of(Measure::Gb, band) => crate::say!("{band} GB a month", band = crate::language::t(band.id())),
            Self::Of(Measure::Requests, band) => crate::say!("{band} requests a month, in thousands", band = crate::language::t(band.id())),
            Self::Of(Measure::Burst, band) => crate::say!("{band} burst in Gbps", band = crate::language::t(band.id())),
            Self::Out => crate::language::t("percent outwards").into(),
        }
    }

    /// As it is written in the field; empty where nobody said.
    pub fn of(self, usage: &Usage) -> String {
        match self {
            Self::Of(measure, band) => measure.range(usage).map(|r| measure.write(band.of(r))).unwrap_or_default(),
            Self::Out => usage.percent_out.to_string(),
        }
    }
}

/// A usage with one of its fields changed, or why it cannot be. An emptied field of what need not be known forgets it.
pub fn changed(usage: &Usage, field: UsageField, text: &str) -> Result<Usage, String> {
    let mut out = usage.clone();
    let (measure, band) = match field {
        UsageField::Of(measure, band) => (measure, band),
        UsageField::Out => {
            let percent = parse_scaled(text, 0).ok().and_then(|p| u8::try_from(p).ok()).filter(|p| *p <= 100);
            out.percent_out = percent.ok_or("A whole percentage from 0 to 100 is wanted.")?;
            return Ok(out);
        }
    };
    if text.trim().is_empty() && measure != Measure::Gb {
        measure.put(&mut out, None);
        return Ok(out);
    }
    let to = measure.read(text)?;
    let mut range = measure.range(usage).cloned().unwrap_or_else(|| Range::new(to, to, to));
    match band {
        // The typical figure leads: the others make room for it.
        Band::Typical => range = Range { low: range.low.min(to), typical: to, high: range.high.max(to) },
        Band::Low if to > range.typical => {
            return Err(crate::say!("Low is at most the typical {write}.", write = measure.write(range.typical)));
        }
        Band::High if to < range.typical => {
            return Err(crate::say!("High is at least the typical {write}.", write = measure.write(range.typical)));
        }
        Band::Low => range.low = to,
        Band::High => range.high = to,
    }
    measure.put(&mut out, Some(range));
    Ok(out)
}

/// Whether a burst fits its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fits {
    /// None where that is not known for certain.
    pub yes: Option<bool>,
    pub said: Vec<Segment>,
}

/// Of a flow that is traced.
pub fn fits(facts: &Facts, flow: Id<Flow>) -> Option<Fits> {
    let usage = facts.document.usage.get(&flow).filter(|u| u.burst_mbps.is_some())?;
    let t = throughput(facts.graph(), &facts.catalogue, facts.flows().get(&flow)?, None);
    if t.stages.is_empty() {
        return None;
    }
    Some(Fits { yes: t.fits(usage), said: sentence(t.burst(usage)?.said(&facts.document.model)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOW: UsageField = UsageField::Of(Measure::Gb, Band::Low);
    const TYPICAL: UsageField = UsageField::Of(Measure::Gb, Band::Typical);
    const HIGH: UsageField = UsageField::Of(Measure::Gb, Band::High);
    const BURST: UsageField = UsageField::Of(Measure::Burst, Band::Typical);

    fn usage() -> Usage {
        Usage::new(Range::new(10, 100, 1000), 50)
    }

    #[test]
    fn low_and_high_keep_their_order() {
        assert_eq!(changed(&usage(), LOW, "101").unwrap_err(), "Low is at most the typical 100.");
        assert_eq!(changed(&usage(), HIGH, "99").unwrap_err(), "High is at least the typical 100.");
        assert_eq!(changed(&usage(), TYPICAL, "5").unwrap().gb, Range::new(5, 5, 1000));
        assert_eq!(changed(&usage(), TYPICAL, "2,000").unwrap().gb, Range::new(10, 2000, 2000));
    }

    #[test]
    fn what_is_no_quantity_is_refused_in_every_field() {
        let fields = Measure::ALL.iter().flat_map(|m| Band::ALL.map(|b| UsageField::Of(*m, b))).chain([UsageField::Out]);
        for field in fields {
            for bad in ["-1", "NaN", "1e300", "Infinity", "1.2345", "99999999999999999999", "ten"] {
                assert!(changed(&usage(), field, bad).is_err(), "{bad} in {}", field.id());
            }
        }
        assert_eq!(changed(&usage(), TYPICAL, "-1").unwrap_err(), "There is no less than 0.");
        assert_eq!(changed(&usage(), TYPICAL, "4294967296").unwrap_err(), "At most 4,294,967,295 GB.");
        assert!(changed(&usage(), TYPICAL, "").is_err(), "GB are always known");
        assert!(changed(&usage(), UsageField::Out, "101").is_err());
    }

    #[test]
    fn a_burst_is_in_gbps_and_can_be_forgotten() {
        let with = changed(&usage(), BURST, "2.5").unwrap();
        assert_eq!(with.burst_mbps, Some(Range::new(2500, 2500, 2500)));
        assert_eq!((BURST.of(&with), BURST.of(&usage())), ("2.5".into(), String::new()));
        assert_eq!(changed(&with, BURST, " ").unwrap(), usage());
        let requests = UsageField::Of(Measure::Requests, Band::High);
        assert_eq!(changed(&usage(), requests, "3").unwrap().kilo_requests, Some(Range::new(3, 3, 3)));
    }
}
