//! Numbers as people read them: grouped digits, money with its sign, quantities with their unit. `Intl` writes them; amounts reach it as
//! decimal text, so that no digit passes through a binary fraction.

use portico_core::catalogue::{Currency, Unit};
use portico_core::money::{Money, Quantity};

/// How a number is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    /// To the cent.
    Money(Currency),
    /// Without cents.
    Whole(Currency),
    /// With every decimal it has.
    Price(Currency),
}

impl Style {
    fn currency(self) -> Option<Currency> {
        match self {
            Self::Plain => None,
            Self::Money(c) | Self::Whole(c) | Self::Price(c) => Some(c),
        }
    }

    /// Decimals at least and at most.
    fn decimals(self) -> (u8, u8) {
        match self {
            Self::Plain | Self::Price(_) => (0, 10),
            Self::Money(_) => (2, 2),
            Self::Whole(_) => (0, 0),
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod writer {
    use super::Style;
    use js_sys::{Array, Function, Intl, JsString, Object, Reflect};
    use std::cell::RefCell;
    use wasm_bindgen::{JsCast, JsValue};

    thread_local! {
        /// One formatter for each style: making one takes longer than a thousand numbers.
        static MADE: RefCell<Vec<(Style, Function)>> = const { RefCell::new(Vec::new()) };
    }

    /// Numbers are in the reader's own kind of the page's language, where the browser names one.
    fn locales() -> Array {
        let language = crate::language::Language::now().code();
        let same = |l: &JsValue| l.dyn_ref::<JsString>().is_some_and(|l| l.starts_with(language, 0));
        let all = web_sys::window().map(|w| w.navigator().languages()).unwrap_or_default();
        let own: Array = all.iter().filter(same).collect();
        if own.length() == 0 { Array::of1(&JsValue::from_str(language)) } else { own }
    }

    fn make(style: Style) -> Function {
        let options = Object::new();
        let put = |name: &str, value: JsValue| drop(Reflect::set(&options, &JsValue::from_str(name), &value));
        if let Some(currency) = style.currency() {
            put("style", "currency".into());
            put("currency", currency.as_str().into());
        }
        let (least, most) = style.decimals();
        put("minimumFractionDigits", least.into());
        put("maximumFractionDigits", most.into());
        Intl::NumberFormat::new(&locales(), &options).format()
    }

    pub fn write(style: Style, number: &str) -> String {
        MADE.with_borrow_mut(|made| {
            let at = made.iter().position(|(s, _)| *s == style).unwrap_or_else(|| {
                made.push((style, make(style)));
                made.len() - 1
            });
            let format = made.get(at).map(|(_, f)| f);
            let written = format.and_then(|f| f.call1(&JsValue::NULL, &JsValue::from_str(number)).ok());
            written.and_then(|w| w.as_string()).unwrap_or_else(|| number.to_owned())
        })
    }
}

/// Where there is no browser: as `Intl` writes American English, which tests compare.
#[cfg(not(target_arch = "wasm32"))]
mod writer {
    use super::Style;
    use portico_core::catalogue::Currency;

    pub fn write(style: Style, number: &str) -> String {
        let (sign, rest) = number.strip_prefix('-').map_or(("", number), |r| ("-", r));
        let (whole, fraction) = rest.split_once('.').map_or((rest, ""), |(w, f)| (w, f));
        let mut out = String::from(sign);
        out.push_str(match style.currency() {
            None => "",
            Some(Currency::Usd) => "$",
            Some(Currency::Cny) => "CN¥",
        });
        for (i, c) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                out.push(',');
            }
            out.push(c);
        }
        let least = usize::from(style.decimals().0);
        if !fraction.is_empty() || least > 0 {
            out.push_str(&format!(".{fraction:0<least$}"));
        }
        out
    }
}

pub fn thousands(n: u64) -> String {
    writer::write(Style::Plain, &n.to_string())
}

/// An amount to the cent: `$1,234.50`.
pub fn money(currency: Currency, amount: Money) -> String {
    writer::write(Style::Money(currency), &amount.to_string())
}

/// An amount without cents: `$1,234`.
pub fn whole(currency: Currency, amount: Money) -> String {
    writer::write(Style::Whole(currency), &amount.rounded(0).exact())
}

/// A price with every decimal it has: `$0.045`.
pub fn price(currency: Currency, amount: Money) -> String {
    writer::write(Style::Price(currency), &amount.exact())
}

/// A quantity with its unit: `1,460 h`, `30 GB`; thousandths at the finest.
pub fn quantity(quantity: Quantity, unit: Unit) -> String {
    let rounded = Quantity::from_millionths((quantity.millionths() + 500) / 1_000 * 1_000);
    let unit = match unit {
        Unit::Hour => "h",
        Unit::Gb => "GB",
        Unit::GbpsHour => "Gbps h",
    };
    format!("{} {unit}", writer::write(Style::Plain, &rounded.to_string()))
}

/// Thousandths as a decimal: 2500 as `2.5`.
pub fn thousandths(n: u32) -> String {
    let text = Quantity::from_millionths(u128::from(n) * 1_000).to_string();
    writer::write(Style::Plain, &text)
}

/// The digits of a number as somebody types it, without what groups them.
fn ungrouped(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ',' | '_' | '\'') && !c.is_whitespace()).collect()
}

/// A whole number as somebody types it, with or without grouping.
pub fn parse_whole(text: &str) -> Option<u32> {
    ungrouped(text).parse().ok()
}

/// Why a text is not the number that a field wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNumber {
    Negative,
    TooLarge,
    Malformed,
}

/// A number of at least zero, in units of a power of ten: with three decimals `2.5` is 2500.
pub fn parse_scaled(text: &str, decimals: usize) -> Result<u32, NotNumber> {
    let plain = ungrouped(text);
    let (negative, digits) = match plain.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || fraction.trim_end_matches('0').len() > decimals {
        return Err(NotNumber::Malformed);
    }
    let cut = fraction.get(..fraction.len().min(decimals)).unwrap_or_default();
    let scaled = format!("{whole}{cut:0<decimals$}");
    match scaled.trim_start_matches('0') {
        "" => Ok(0),
        _ if negative => Err(NotNumber::Negative),
        some => some.parse().map_err(|_| NotNumber::TooLarge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_read_them() {
        assert_eq!([1, 999, 1000, 1234567].map(thousands), ["1", "999", "1,000", "1,234,567"]);
        let usd = |s: &str| money(Currency::Usd, s.parse().unwrap());
        assert_eq!([usd("0"), usd("1234.5"), usd("-0.126")], ["$0.00", "$1,234.50", "-$0.13"]);
        assert_eq!(money(Currency::Cny, "7.2".parse().unwrap()), "CN¥7.20");
        assert_eq!(price(Currency::Usd, "0.0450".parse().unwrap()), "$0.045");
        assert_eq!([price(Currency::Usd, Money::whole(5)), whole(Currency::Usd, "1234.5".parse().unwrap())], ["$5", "$1,235"]);
        // More digits than a binary fraction holds.
        assert_eq!(usd("12345678901234567890.12"), "$12,345,678,901,234,567,890.12");
        assert_eq!(quantity(Quantity::whole(1460), Unit::Hour), "1,460 h");
        assert_eq!(quantity("33.3333333".get(..9).unwrap().parse().unwrap(), Unit::Gb), "33.333 GB");
        assert_eq!([parse_whole("1,000"), parse_whole(" 12 "), parse_whole("-1"), parse_whole("")], [Some(1000), Some(12), None, None]);
        assert_eq!([thousandths(2500), thousandths(10), thousandths(1_000_000)], ["2.5", "0.01", "1,000"]);
    }

    #[test]
    fn what_is_no_quantity_is_told_apart() {
        use NotNumber::*;
        for (text, decimals, want) in [
            ("2.5", 3, Ok(2500)),
            ("1,000", 0, Ok(1000)),
            ("0.0010", 3, Ok(1)),
            ("-0", 0, Ok(0)),
            ("+7", 0, Ok(7)),
            ("2.5", 0, Err(Malformed)),
            ("2.00", 0, Ok(2)),
            ("0.0001", 3, Err(Malformed)),
            ("-1", 0, Err(Negative)),
            ("−1.5", 3, Err(Negative)),
            ("-99999999999999999999", 0, Err(Negative)),
            ("NaN", 0, Err(Malformed)),
            ("1e300", 0, Err(Malformed)),
            ("Infinity", 0, Err(Malformed)),
            ("", 0, Err(Malformed)),
            ("１", 0, Err(Malformed)),
            ("4294967295", 0, Ok(u32::MAX)),
            ("4294967296", 0, Err(TooLarge)),
            ("999999999999999999999999999999", 3, Err(TooLarge)),
        ] {
            assert_eq!(parse_scaled(text, decimals), want, "{text}");
        }
    }
}
