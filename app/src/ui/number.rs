//! Numbers as people read them: grouped digits, money with its sign, quantities with their unit.

use portico_core::catalogue::{Currency, Unit};
use portico_core::money::{Money, Quantity};

/// Groups the digits of a plain decimal number: `-1234.5` as `-1,234.5`.
fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |r| ("−", r));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(f) = fraction {
        out.push('.');
        out.push_str(f);
    }
    out
}

pub fn thousands(n: u64) -> String {
    grouped(&n.to_string())
}

fn signed(currency: Currency, number: &str) -> String {
    let sign = match currency {
        Currency::Usd => "$",
        Currency::Cny => "¥",
    };
    match grouped(number).strip_prefix('−') {
        Some(rest) => format!("−{sign}{rest}"),
        None => format!("{sign}{}", grouped(number)),
    }
}

/// An amount to the cent: `$1,234.50`.
pub fn money(currency: Currency, amount: Money) -> String {
    signed(currency, &amount.to_string())
}

/// An amount without cents: `$1,234`.
pub fn whole(currency: Currency, amount: Money) -> String {
    signed(currency, amount.rounded(0).exact().as_str())
}

/// A price with every decimal it has: `$0.045`.
pub fn price(currency: Currency, amount: Money) -> String {
    signed(currency, &amount.exact())
}

/// A quantity with its unit: `1,460 h`, `30 GB`; thousandths at the finest.
pub fn quantity(quantity: Quantity, unit: Unit) -> String {
    let rounded = Quantity::from_millionths((quantity.millionths() + 500) / 1_000 * 1_000);
    let unit = match unit {
        Unit::Hour => "h",
        Unit::Gb => "GB",
        Unit::GbpsHour => "Gbps h",
    };
    format!("{} {unit}", grouped(&rounded.to_string()))
}

/// A whole number as somebody types it, with or without grouping.
pub fn parse_whole(text: &str) -> Option<u32> {
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | '_' | '\'') && !c.is_whitespace()).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_read_them() {
        assert_eq!([1, 999, 1000, 1234567].map(thousands), ["1", "999", "1,000", "1,234,567"]);
        let usd = |s: &str| money(Currency::Usd, s.parse().unwrap());
        assert_eq!([usd("0"), usd("1234.5"), usd("-0.126")], ["$0.00", "$1,234.50", "−$0.13"]);
        assert_eq!(price(Currency::Usd, "0.0450".parse().unwrap()), "$0.045");
        assert_eq!(quantity(Quantity::whole(1460), Unit::Hour), "1,460 h");
        assert_eq!(quantity("33.3333333".get(..9).unwrap().parse().unwrap(), Unit::Gb), "33.333 GB");
        assert_eq!([parse_whole("1,000"), parse_whole(" 12 "), parse_whole("-1"), parse_whole("")], [Some(1000), Some(12), None, None]);
    }
}
