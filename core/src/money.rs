//! Exact money: fixed-point amounts and quantities, no binary fractions, no overflow.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

/// Decimals that the AWS price list writes, and so the finest amount kept.
const DECIMALS: usize = 10;
/// 10^DECIMALS.
const ONE: i128 = 10_000_000_000;
/// Millionths in one unit of a [`Quantity`].
const MICRO: u128 = 1_000_000;

/// An amount of money in units of 1e-10 of its currency (which the price, not the amount, names).
///
/// All arithmetic saturates: a sum that would leave ±1.7e28 stays at the end of the range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i128);

impl Money {
    pub const ZERO: Money = Money(0);

    /// So many units of 1e-10.
    pub const fn from_units(units: i128) -> Money {
        Money(units)
    }

    /// So many whole dollars (or other currency units).
    pub const fn whole(amount: i64) -> Money {
        Money(amount as i128 * ONE)
    }

    /// The amount in units of 1e-10.
    pub const fn units(self) -> i128 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// A count of the same thing.
    pub const fn times(self, count: u64) -> Money {
        Money(self.0.saturating_mul(count as i128))
    }

    /// A price per unit times a quantity; what falls below 1e-10 is rounded, halves away from zero.
    pub fn for_quantity(self, quantity: Quantity) -> Money {
        // Whole part and rest apart, so that the product stays small and the whole part exact.
        let whole = i128::try_from(quantity.0 / MICRO).unwrap_or(i128::MAX);
        let rest = (quantity.0 % MICRO) as i128;
        let fraction = divide_rounding(self.0.saturating_mul(rest), MICRO as i128);
        Money(self.0.saturating_mul(whole).saturating_add(fraction))
    }

    /// This amount divided by `parts`, rounded; zero parts give zero.
    pub fn divided_by(self, parts: u64) -> Money {
        Money(divide_rounding(self.0, i128::from(parts)))
    }

    /// Rounded to so many decimals (at most 10), halves away from zero.
    pub fn rounded(self, decimals: u32) -> Money {
        let step = 10i128.pow((DECIMALS as u32).saturating_sub(decimals));
        Money(divide_rounding(self.0, step).saturating_mul(step))
    }

    /// The amount with every decimal it has and no others, as the price list would be read: `0.045`, `5`, `-0.01`.
    pub fn exact(self) -> String {
        let text = self.digits(DECIMALS);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Sign, whole part and `decimals` decimals, already rounded by the caller.
    fn digits(self, decimals: usize) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        let (whole, rest) = (size / ONE as u128, size % ONE as u128);
        if decimals == 0 {
            return format!("{sign}{whole}");
        }
        let rest = format!("{rest:010}");
        let rest = rest.get(..decimals).unwrap_or(&rest);
        format!("{sign}{whole}.{rest}")
    }
}

/// `value / by`, halves away from zero; zero when `by` is zero.
fn divide_rounding(value: i128, by: i128) -> i128 {
    if by == 0 {
        return 0;
    }
    let (quotient, rest) = (value / by, value % by);
    if rest.unsigned_abs() >= by.unsigned_abs().div_ceil(2) {
        quotient.saturating_add(if (value < 0) == (by < 0) { 1 } else { -1 })
    } else {
        quotient
    }
}

/// Two decimals, or as many as the format asks (`{:.4}`, at most 10). No currency sign and no grouping: those are the
/// language's.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = f.precision().unwrap_or(2).min(DECIMALS);
        f.write_str(&self.rounded(decimals as u32).digits(decimals))
    }
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMoney {
    /// Not a plain decimal number (`-?digits[.digits]`).
    Malformed,
    /// More than ten decimals that matter.
    TooFine,
    /// Outside ±1.7e28.
    TooLarge,
}

impl fmt::Display for NotMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotMoney::Malformed => "not a decimal number",
            NotMoney::TooFine => "more than ten decimals",
            NotMoney::TooLarge => "too large",
        })
    }
}

impl std::error::Error for NotMoney {}

/// Reads a decimal string without passing through a binary fraction.
impl FromStr for Money {
    type Err = NotMoney;

    fn from_str(text: &str) -> Result<Money, NotMoney> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let units = fixed_point(digits, DECIMALS)?;
        let units = i128::try_from(units).map_err(|_| NotMoney::TooLarge)?;
        Ok(Money(if negative { -units } else { units }))
    }
}

/// `digits[.digits]` as an integer scaled by 10^decimals.
fn fixed_point(text: &str, decimals: usize) -> Result<u128, NotMoney> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction.trim_end_matches('0')),
        Some(_) => return Err(NotMoney::Malformed),
        None => (text, ""),
    };
    let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return Err(NotMoney::Malformed);
    }
    if fraction.len() > decimals {
        return Err(NotMoney::TooFine);
    }
    format!("{whole}{fraction:0<decimals$}").parse().map_err(|_| NotMoney::TooLarge)
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

/// How much of something is billed (hours, GB), in millionths of the unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(u128);

impl Quantity {
    pub const ZERO: Quantity = Quantity(0);

    /// So many whole units.
    pub const fn whole(units: u64) -> Quantity {
        Quantity(units as u128 * MICRO)
    }

    /// So many millionths of a unit.
    pub const fn from_millionths(millionths: u128) -> Quantity {
        Quantity(millionths)
    }

    pub const fn millionths(self) -> u128 {
        self.0
    }

    /// A count of the same quantity.
    pub const fn times(self, count: u64) -> Quantity {
        Quantity(self.0.saturating_mul(count as u128))
    }

    /// The share `of` in `out_of`, rounded down; all of it when `out_of` is zero.
    pub const fn share(self, of: u64, out_of: u64) -> Quantity {
        if out_of == 0 {
            return self;
        }
        Quantity(self.0.saturating_mul(of as u128) / out_of as u128)
    }

    /// What is left after taking `other` away, never below zero.
    pub const fn minus(self, other: Quantity) -> Quantity {
        Quantity(self.0.saturating_sub(other.0))
    }
}

impl Add for Quantity {
    type Output = Quantity;
    fn add(self, other: Quantity) -> Quantity {
        Quantity(self.0.saturating_add(other.0))
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Quantity>>(quantities: I) -> Quantity {
        quantities.fold(Quantity::ZERO, Add::add)
    }
}

/// Every decimal it has, no others: `730`, `0.25`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / MICRO, self.0 % MICRO);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        write!(f, "{whole}.{}", format!("{rest:06}").trim_end_matches('0'))
    }
}

/// Reads `digits[.digits]`, at most six decimals.
impl FromStr for Quantity {
    type Err = NotMoney;

    fn from_str(text: &str) -> Result<Quantity, NotMoney> {
        fixed_point(text, 6).map(Quantity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_of_nat_is_exact() {
        let month = money("0.045").times(730);
        assert_eq!(month, money("32.85"));
        assert_eq!(month.to_string(), "32.85");
        assert_eq!(money("0.01").for_quantity("0.5".parse().unwrap()), money("0.005"));
    }

    #[test]
    fn display_rounds_halves_away_from_zero() {
        assert_eq!(money("0.005").to_string(), "0.01");
        assert_eq!(money("-0.005").to_string(), "-0.01");
        assert_eq!(money("0.00499").to_string(), "0.00");
        assert_eq!(format!("{:.4}", money("0.0117")), "0.0117");
        assert_eq!(format!("{:.0}", money("1.5")), "2");
        assert_eq!(format!("{:.40}", money("1")), "1.0000000000");
        assert_eq!(money("0.0450000000").exact(), "0.045");
        assert_eq!(money("100").exact(), "100");
        assert_eq!(Money::ZERO.exact(), "0");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "-", ".", "1.", ".5", "1e3", "1,5", "0x1", "--1", "+1", " 1", "NaN", "１"] {
            assert_eq!(text.parse::<Money>(), Err(NotMoney::Malformed), "{text:?}");
        }
        assert_eq!("0.00000000001".parse::<Money>(), Err(NotMoney::TooFine));
        assert_eq!("9".repeat(60).parse::<Money>(), Err(NotMoney::TooLarge));
    }

    #[test]
    fn the_ends_of_the_range_hold() {
        let end = Money::from_units(i128::MAX);
        assert_eq!(end + end, end);
        assert_eq!(end.times(u64::MAX), end);
        assert_eq!(end.for_quantity(Quantity::from_millionths(u128::MAX)), end);
        assert_eq!(-Money::from_units(i128::MIN), end);
        assert_eq!(Money::whole(1).divided_by(0), Money::ZERO);
    }

    proptest! {
        #[test]
        fn writing_and_reading_agree(units in any::<i64>()) {
            let amount = Money::from_units(i128::from(units));
            prop_assert_eq!(money(&amount.exact()), amount);
            prop_assert_eq!(money(&format!("{amount:.10}")), amount);
        }

        #[test]
        fn whole_quantities_are_exact(price in 0i64..1_000_000_000_000, count in any::<u32>()) {
            let price = Money::from_units(i128::from(price));
            let count = u64::from(count);
            prop_assert_eq!(price.for_quantity(Quantity::whole(count)), price.times(count));
        }
    }
}
