//! The curves of the ways over the GB, as points of a drawing, and what each costs where somebody points.

use super::data::{Panel, Way};
use portico_core::money::Money;
use portico_core::ordered::Sorted as _;

/// The drawing's size.
pub const WIDTH: u32 = 440;
pub const HEIGHT: u32 = 170;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// The right end, in GB.
    pub most: u32,
    pub top: Money,
    /// The place of a way in the panel, and its line.
    pub lines: Vec<(usize, String)>,
    /// Where the cheapest changes: GB, and how far to the right.
    pub crossings: Vec<(u32, u32)>,
}

/// What a curve costs at so many GB: straight between its points.
pub fn at(curve: &[(u32, Money)], gb: u32) -> Option<Money> {
    let after = curve.iter().position(|(g, _)| *g >= gb)?;
    let (g1, m1) = curve.get(after)?;
    let Some((g0, m0)) = after.checked_sub(1).and_then(|i| curve.get(i)) else { return Some(*m1) };
    let (span, part) = (i128::from(g1 - g0).max(1), i128::from(gb - g0));
    Some(Money::from_units(m0.units() + (m1.units() - m0.units()) * part / span))
}

fn curve(way: &Way) -> Option<&[(u32, Money)]> {
    way.answer.as_ref().ok().map(|w| w.curve.as_slice()).filter(|c| !c.is_empty())
}

/// To twice what is asked for, and beyond the first crossing.
pub fn plot(panel: &Panel) -> Plot {
    let first = panel.crossings.iter().map(|(gb, ..)| *gb).find(|gb| *gb / 20 <= panel.gb.max(50)).unwrap_or(0);
    let most = (panel.gb.saturating_mul(2)).max(first.saturating_add(first / 2)).clamp(100, 10_485_760);
    let ends = panel.ways.iter().filter_map(curve).filter_map(|c| at(c, most));
    let top = ends.max().unwrap_or(Money::ZERO).max(Money::from_units(1));
    let x = |gb: u32| u32::try_from(u64::from(gb) * u64::from(WIDTH) / u64::from(most)).unwrap_or(WIDTH);
    let y = |m: Money| {
        let up = m.units() * i128::from(HEIGHT) / top.units();
        i128::from(HEIGHT) - up.clamp(0, i128::from(HEIGHT))
    };
    let line = |(i, way): (usize, &Way)| {
        let c = curve(way)?;
        let inner = c.iter().map(|(g, _)| *g).filter(|g| *g < most).chain([most]);
        let points: Vec<String> = inner.filter_map(|g| Some(format!("{},{}", x(g), y(at(c, g)?)))).collect();
        Some((i, points.join(" ")))
    };
    Plot {
        most,
        top,
        lines: panel.ways.iter().enumerate().filter_map(line).collect(),
        crossings: panel.crossings.iter().filter(|(gb, ..)| *gb <= most).map(|(gb, ..)| (*gb, x(*gb))).collect(),
    }
}

/// The ways at so many GB, the cheapest first.
pub fn ranking(panel: &Panel, gb: u32) -> Vec<(usize, Money)> {
    let all = panel.ways.iter().enumerate();
    let mut out: Vec<(usize, Money)> = all.filter_map(|(i, w)| Some((i, at(curve(w)?, gb)?))).collect();
    out.order_by_key(|(i, m)| (*m, *i));
    out
}
