//! Functions on numbers.

use super::Call;
use crate::interchange::item::Val;

/// A number; also one that is written as a text.
pub fn number(v: &Val) -> Option<f64> {
    match v {
        Val::Text(s) => s.trim().parse().ok().filter(|x: &f64| x.is_finite()),
        v => plain(v),
    }
}

/// A number that is no text.
pub fn plain(v: &Val) -> Option<f64> {
    match v {
        Val::Int(n) => Some(*n as f64),
        Val::Float(x) => Some(*x),
        _ => None,
    }
}

/// A whole number as such.
pub fn whole(x: f64) -> Val {
    if x.fract() == 0.0 && x.abs() < 9.0e15 { Val::Int(x as i64) } else { Val::Float(x) }
}

pub fn call(c: &Call) -> Option<Val> {
    let n = |i: usize| number(c.arg(i));
    let all = || -> Option<Vec<f64>> { c.args.iter().flat_map(|v| v.each().iter()).map(number).collect() };
    let out = match c.name {
        "abs" => n(0).map(|x| whole(x.abs())),
        "ceil" => n(0).map(|x| whole(x.ceil())),
        "floor" => n(0).map(|x| whole(x.floor())),
        "signum" => n(0).map(|x| whole(if x == 0.0 { 0.0 } else { x.signum() })),
        "pow" => n(0).zip(n(1)).map(|(a, b)| whole(a.powf(b))),
        "log" => n(0).zip(n(1)).map(|(a, b)| whole(a.log(b))),
        "max" => all().and_then(|v| v.into_iter().reduce(f64::max)).map(whole),
        "min" => all().and_then(|v| v.into_iter().reduce(f64::min)).map(whole),
        "sum" => all().map(|v| whole(v.iter().sum())),
        "parseint" => match (c.arg(0).word(), c.arg(1).as_int()) {
            (Some(s), Some(base @ 2..=36)) => i64::from_str_radix(&s, base as u32).ok().map(Val::Int),
            _ => None,
        },
        "tonumber" => {
            if c.arg(0).is_null() {
                Some(Val::Null)
            } else {
                n(0).map(whole)
            }
        }
        _ => return None,
    };
    Some(c.or_unknown(out.filter(|v| !matches!(v, Val::Float(x) if !x.is_finite()))))
}
