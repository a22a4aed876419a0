//! What a way costs in a month over the GB that it carries, and where the cheapest way changes.

use super::bill::Bill;
use crate::catalogue::Catalogue;
use crate::money::Money;
use crate::ordered::BTreeSet;

/// The farthest that curves go: 10 PB a month.
pub const MOST_GB: u32 = 10_485_760;

/// Points of a curve: straight between them, but for the corners of tiers beyond those listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curve {
    pub points: Vec<(u32, Money)>,
}

/// From so many GB a month on, another way is the cheapest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing {
    pub gb: u32,
    /// Positions in the list of candidates.
    pub from: usize,
    pub to: usize,
}

pub(super) fn curve(bill: &Bill, catalogue: &Catalogue) -> Curve {
    Curve { points: grid().into_iter().map(|gb| (gb, bill.at(gb, catalogue))).collect() }
}

/// Decades and their halves, and the corners of AWS's tiers.
pub(super) fn grid() -> BTreeSet<u32> {
    let decades = (0..7).flat_map(|n| [10u32.pow(n), 3 * 10u32.pow(n)]);
    [0, 10_240, 51_200, 153_600, 1_048_576, 5_242_880, MOST_GB].into_iter().chain(decades).collect()
}

/// Where the cheapest way changes, from little to much. `curves` are on the same grid.
pub(super) fn crossings(priced: &[(usize, &Bill, &Curve)], catalogue: &Catalogue) -> Vec<Crossing> {
    let cheapest = |cost: &dyn Fn(usize) -> Option<Money>| (0..priced.len()).filter_map(|i| Some((cost(i)?, i))).min().map(|(_, i)| i);
    let at = |gb: u32| cheapest(&|i| priced.get(i).map(|(_, p, _)| p.at(gb, catalogue)));
    let grid: Vec<u32> = grid().into_iter().collect();
    let known: Vec<Option<usize>> =
        (0..grid.len()).map(|k| cheapest(&|i| priced.get(i).and_then(|(_, _, c)| c.points.get(k)).map(|(_, m)| *m))).collect();
    let mut out = Vec::new();
    for ((a, b), (before, after)) in grid.iter().zip(grid.iter().skip(1)).zip(known.iter().zip(known.iter().skip(1))) {
        let (Some(mut now), Some(last)) = (*before, *after) else { continue };
        let mut low = *a;
        // Several ways may take turns between two points.
        for _ in 0..priced.len() {
            if now == last {
                break;
            }
            let (mut lo, mut hi) = (low, *b);
            while hi - lo > 1 {
                let middle = lo + (hi - lo) / 2;
                if at(middle) == Some(now) { lo = middle } else { hi = middle }
            }
            let Some(next) = at(hi) else { break };
            let place = |i: usize| priced.get(i).map_or(0, |(n, _, _)| *n);
            out.push(Crossing { gb: hi, from: place(now), to: place(next) });
            (now, low) = (next, hi);
        }
    }
    out
}
