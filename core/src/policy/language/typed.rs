//! Cells of numbers, dates, addresses and truths: cut at the values that policies name, one value for each piece.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::super::value::{Decimal, base64_text, instant_text};
use crate::ordered::Sorted as _;

/// A value at each of the numbers, between any two, and beyond both ends. `None` when they are too long to count with.
pub(super) fn numbers<'a>(named: impl Iterator<Item = &'a Decimal>) -> Option<Vec<String>> {
    let mut scale = 0;
    let named: Vec<&Decimal> = named.collect();
    for number in &named {
        scale = scale.max(number.places());
    }
    let mut points: Vec<i128> = named.iter().map(|number| number.scaled(scale)).collect::<Option<_>>()?;
    points.order();
    points.dedup();
    let text = |tenths: i128| plain(tenths, scale + 1);
    // In tenths of the smallest place, so that there is room between any two.
    Some(between(&points.iter().map(|p| p.checked_mul(10)).collect::<Option<Vec<_>>>()?, 10).into_iter().map(text).collect())
}

/// Each point, what lies half-way to the next, and one step beyond both ends.
fn between(points: &[i128], step: i128) -> Vec<i128> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return vec![0] };
    let mut out = vec![first.saturating_sub(step)];
    for pair in points.windows(2) {
        if let [low, high] = pair {
            out.push(*low);
            let middle = low + (high - low) / 2;
            if middle != *low {
                out.push(middle);
            }
        }
    }
    out.extend([*last, last.saturating_add(step)]);
    out
}

/// A whole number of `places` decimal places in digits.
fn plain(number: i128, places: usize) -> String {
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(places));
    let fraction = fraction.trim_end_matches('0');
    let sign = if number < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

const DAY: i128 = 86_400_000_000_000;

/// The same for dates, held in nanoseconds.
pub(super) fn dates(named: impl Iterator<Item = i128>) -> Vec<String> {
    let mut points: Vec<i128> = named.collect();
    points.order();
    points.dedup();
    between(&points, DAY).into_iter().map(instant_text).collect()
}

/// An address of each piece into which the blocks cut all addresses.
pub(super) fn addresses<'a>(blocks: impl Iterator<Item = &'a IpNet> + Clone) -> Vec<String> {
    let mut four = vec![0_u128];
    let mut six = vec![0_u128];
    for block in blocks {
        let (cuts, first, last, bits) = match block {
            IpNet::V4(net) => (&mut four, u32::from(net.network()).into(), u128::from(u32::from(net.broadcast())), 32),
            IpNet::V6(net) => (&mut six, u128::from(net.network()), u128::from(net.broadcast()), 128),
        };
        cuts.push(first);
        let end = if bits == 32 { u128::from(u32::MAX) } else { u128::MAX };
        if last < end {
            cuts.push(last + 1);
        }
    }
    // What people expect to see comes first.
    let mut out: Vec<String> = ["203.0.113.10", "10.0.0.10", "2001:db8::10"].map(str::to_owned).to_vec();
    for cuts in [&mut four, &mut six] {
        cuts.order();
        cuts.dedup();
    }
    out.extend(four.iter().filter_map(|cut| u32::try_from(*cut).ok()).map(|cut| Ipv4Addr::from(cut).to_string()));
    out.extend(six.iter().map(|cut| Ipv6Addr::from(*cut).to_string()));
    out
}

/// Each of the values, and one more.
pub(super) fn bytes(named: &[&Vec<u8>]) -> Vec<String> {
    let other = (0..=u8::MAX).map(|byte| vec![byte]).find(|bytes| !named.contains(&bytes));
    named.iter().map(|bytes| base64_text(bytes)).chain(other.as_deref().map(base64_text)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::value::instant;
    use super::*;

    #[test]
    fn pieces_of_numbers() {
        let of = |list: &[&str]| {
            let parsed: Vec<Decimal> = list.iter().map(|text| Decimal::parse(text).unwrap()).collect();
            numbers(parsed.iter())
        };
        assert_eq!(of(&["10", "9"]).unwrap(), ["8", "9", "9.5", "10", "11"]);
        assert_eq!(of(&["-0.5", "0.25", "0.25"]).unwrap(), ["-0.51", "-0.5", "-0.125", "0.25", "0.26"]);
        assert_eq!(of(&["1e3"]).unwrap(), ["999", "1000", "1001"]);
        assert_eq!(of(&["1e900"]), None);
    }

    #[test]
    fn pieces_of_time() {
        let texts = dates([instant("2020-01-01").unwrap(), instant("2021-06-30T12:00:00Z").unwrap()].into_iter());
        assert_eq!(texts.len(), 5);
        assert_eq!(texts[1], "2020-01-01T00:00:00Z");
        let read: Vec<i128> = texts.iter().map(|text| instant(text).unwrap()).collect();
        assert!(read.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn pieces_of_addresses() {
        let blocks: Vec<IpNet> = ["10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32"].iter().map(|text| text.parse().unwrap()).collect();
        let texts = addresses(blocks.iter());
        for wanted in ["0.0.0.0", "10.0.0.0", "10.1.0.0", "10.2.0.0", "11.0.0.0", "::", "2001:db8::", "2001:db9::"] {
            assert!(texts.iter().any(|text| text == wanted), "{wanted}: {texts:?}");
        }
    }
}
