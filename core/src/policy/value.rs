//! The typed values of condition operators: decimal numbers, dates, addresses, base64.

use std::cmp::Ordering;
use std::net::IpAddr;

use ipnet::IpNet;

/// A decimal number of any length, compared exactly: ±0.d₁d₂… × 10^exponent, without zeros at either end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i64,
}

impl Decimal {
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, power) = match rest.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, power.parse::<i64>().ok().filter(|p| p.abs() <= 1_000_000)?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let all: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if !all.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let leading = all.iter().take_while(|digit| **digit == b'0').count();
        let mut digits: Vec<u8> = all.into_iter().skip(leading).collect();
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        if digits.is_empty() {
            return Some(Self { negative: false, digits, exponent: 0 });
        }
        let exponent = i64::try_from(whole.len()).ok()? - i64::try_from(leading).ok()? + power;
        Some(Self { negative, digits, exponent })
    }

    /// How many decimal places it has.
    pub fn places(&self) -> usize {
        usize::try_from(i64::try_from(self.digits.len()).unwrap_or(i64::MAX) - self.exponent).unwrap_or(0)
    }

    /// As a whole number of so many decimal places, where that fits.
    pub fn scaled(&self, places: usize) -> Option<i128> {
        let zeros = self.exponent + i64::try_from(places).ok()? - i64::try_from(self.digits.len()).ok()?;
        let mut out = 0_i128;
        for digit in &self.digits {
            out = out.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
        }
        let out = out.checked_mul(10_i128.checked_pow(u32::try_from(zeros).ok()?)?)?;
        Some(if self.negative { -out } else { out })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        // Zero, which has no digits, stands between the signs.
        let sign = |number: &Self| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0_i8,
            (false, false) => 1,
            (false, true) => -1,
        };
        let size = || self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits));
        sign(self).cmp(&sign(other)).then_with(|| if self.negative { size().reverse() } else { size() })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Nanoseconds since 1970: a date in one of W3C's forms of ISO 8601, or epoch seconds. Four digits alone are a year.
pub(super) fn instant(text: &str) -> Option<i128> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if text.len() != 4 && !whole.is_empty() && whole.len() <= 15 && digits(whole) && digits(fraction) {
        let magnitude = whole.parse::<i128>().ok()? * NANOS + nanos(fraction)?;
        return Some(if text.starts_with('-') { -magnitude } else { magnitude });
    }
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let mut parts = date.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |part| number(part, 2))?;
    let day = parts.next().map_or(Some(1), |part| number(part, 2))?;
    let february = if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 { 29 } else { 28 };
    let last = match month {
        2 => february,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if parts.next().is_some() || !(1..=last).contains(&day) {
        return None;
    }
    let seconds = match time {
        None => 0,
        Some(_) if date.len() != 10 => return None,
        Some(time) => time_of_day(time)?,
    };
    Some(i128::from(days(year, month, day)) * 86_400 * NANOS + seconds)
}

const NANOS: i128 = 1_000_000_000;

/// Nanoseconds since midnight UTC of `hh:mm[:ss[.fff]]` with `Z` or an offset.
fn time_of_day(text: &str) -> Option<i128> {
    let at = text.find(['Z', '+', '-'])?;
    let (clock, zone) = (text.get(..at)?, text.get(at..)?);
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let (second, fraction) = match parts.next() {
        None => (0, 0),
        Some(part) => {
            let (second, fraction) = part.split_once('.').unwrap_or((part, ""));
            (number(second, 2)?, nanos(fraction)?)
        }
    };
    let offset = match zone {
        "Z" => 0,
        _ => {
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            let minutes = number(hours, 2)? * 60 + number(minutes, 2)?;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(i128::from(hour * 3600 + (minute - offset) * 60 + second) * NANOS + fraction)
}

fn number(text: &str, length: usize) -> Option<i64> {
    let digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn nanos(fraction: &str) -> Option<i128> {
    if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{fraction:0<9}").parse().ok()
}

/// A date that [`instant`] reads back: ISO 8601, or epoch seconds where the year has not four digits.
pub(super) fn instant_text(nanos: i128) -> String {
    let (seconds, rest) = (nanos.div_euclid(NANOS), nanos.rem_euclid(NANOS));
    let fraction = if rest == 0 { String::new() } else { format!(".{rest:09}") };
    let fraction = fraction.trim_end_matches('0');
    let date = i64::try_from(seconds.div_euclid(86_400)).ok().and_then(date_of);
    let Some((year, month, day)) = date else {
        let whole = if nanos < 0 { nanos.unsigned_abs() / NANOS.unsigned_abs() } else { seconds.unsigned_abs() };
        return if nanos < 0 { format!("-{whole}") } else { format!("{whole}{fraction}") };
    };
    let clock = seconds.rem_euclid(86_400);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}{fraction}Z", clock / 3600, clock / 60 % 60, clock % 60)
}

/// Epoch seconds in digits.
pub(super) fn plain_seconds(nanos: i128) -> String {
    let (whole, rest) = (nanos.unsigned_abs() / NANOS.unsigned_abs(), nanos.unsigned_abs() % NANOS.unsigned_abs());
    let fraction = if rest == 0 { String::new() } else { format!(".{rest:09}") };
    format!("{}{whole}{}", if nanos < 0 { "-" } else { "" }, fraction.trim_end_matches('0'))
}

/// Year, month and day; `None` outside the years 1 to 9999.
fn date_of(day: i64) -> Option<(i64, i64, i64)> {
    if !(days(1, 1, 1)..=days(9999, 12, 31)).contains(&day) {
        return None;
    }
    let mut year = 1970 + day.div_euclid(366);
    while days(year + 1, 1, 1) <= day {
        year += 1;
    }
    while days(year, 1, 1) > day {
        year -= 1;
    }
    let month = (1..=12).rev().find(|month| days(year, *month, 1) <= day)?;
    Some((year, month, day - days(year, month, 1) + 1))
}

/// Days since 1970-01-01 in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March put the leap day last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// A CIDR block; a bare address is a block of one.
pub(super) fn block(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// The bytes of base64 text.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    if padding > 2 || (padding > 0 && !text.len().is_multiple_of(4)) || body.len() % 4 == 1 {
        return None;
    }
    let mut out = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in body.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = ((bits << 6) | u32::from(value)) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from((bits >> held) & 0xFF).ok()?);
        }
    }
    Some(out)
}

/// Bytes as base64 text.
pub(super) fn base64_text(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let held = chunk.iter().fold(0_u32, |held, byte| held << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS.get((held >> (18 - 6 * place)) as usize & 63).copied().unwrap_or(b'A');
            out.push(if place > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_compare_exactly() {
        let order = ["-1e2", "-10.5", "-0.1", "0", "0.0009", "1e-2", "0.1", "1", "9.99", "10", "1E+1000000"];
        let parsed: Vec<Decimal> = order.iter().map(|text| Decimal::parse(text).unwrap()).collect();
        assert!(parsed.windows(2).all(|pair| pair[0] < pair[1]), "{parsed:?}");
        assert_eq!(Decimal::parse("-0.00"), Decimal::parse("0"));
        assert_eq!(Decimal::parse("010.50"), Decimal::parse("1.05e1"));
        for bad in ["", ".", "-", "1e", "1x", "0x1", "1.2.3", "∞"] {
            assert_eq!(Decimal::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn dates_in_every_form() {
        for (text, seconds) in [
            ("1970", 0_i64),
            ("1970-02", 31 * 86_400),
            ("2000-02-29", 951_782_400),
            ("2013-06-30T00:00:00Z", 1_372_550_400),
            ("2013-06-30T02:00+02:00", 1_372_550_400),
            ("1372550400", 1_372_550_400),
            ("0001-01-01", -62_135_596_800),
        ] {
            assert_eq!(instant(text), Some(i128::from(seconds) * NANOS), "{text}");
        }
        assert_eq!(instant("1970-01-01T00:00:00.5Z"), Some(NANOS / 2));
        for bad in ["", "2013-13", "2013-02-30", "2013-06-30T00:00:00", "2013T00:00Z", "today", "-", "2013-06-30Tx"] {
            assert_eq!(instant(bad), None, "{bad}");
        }
    }

    #[test]
    fn base64_knows_its_alphabet_and_padding() {
        assert_eq!(base64("QmluYXJ5").as_deref(), Some(b"Binary".as_slice()));
        assert_eq!(base64("QQ==").as_deref(), Some(b"A".as_slice()));
        assert_eq!(base64("QQ=").as_deref(), None);
        assert_eq!(base64("Q").as_deref(), None);
        for bytes in [&b""[..], b"a", b"ab", b"abc", b"\xFF\x00\x10\x80"] {
            assert_eq!(base64(&base64_text(bytes)).as_deref(), Some(bytes));
        }
    }

    proptest! {
        #[test]
        fn decimals_agree_with_integers(left in any::<i64>(), right in any::<i64>()) {
            let parse = |number: i64| Decimal::parse(&number.to_string()).unwrap();
            prop_assert_eq!(parse(left).cmp(&parse(right)), left.cmp(&right));
        }

        #[test]
        fn days_count_up(day in 0_i64..3_000_000) {
            // Walk by the calendar's own rule: the inverse of `days` would hide a shared fault.
            let (year, month) = (day / 372, day % 372 / 31 + 1);
            let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            let length = days(next.0, next.1, 1) - days(year, month, 1);
            prop_assert!((28..=31).contains(&length));
        }

        #[test]
        fn dates_are_read_back(nanos in -70_000_000_000_i64..260_000_000_000, fraction in 0_i128..1_000_000_000) {
            let nanos = i128::from(nanos) * NANOS + fraction;
            let text = instant_text(nanos);
            prop_assume!(nanos >= 0 || text.contains('T'));
            prop_assert_eq!(instant(&text), Some(nanos), "{}", text);
        }

        #[test]
        fn nothing_panics(text in "[-+0-9TZ:.eE/=a]{0,24}") {
            let _ = (Decimal::parse(&text), instant(&text), block(&text), base64(&text));
        }
    }
}
