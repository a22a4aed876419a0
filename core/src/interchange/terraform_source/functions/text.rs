//! Functions on texts.

use super::Call;
use crate::interchange::item::Val;
use std::rc::Rc;

/// A value as a text, where it can be one.
pub fn string(v: &Val) -> Option<Rc<str>> {
    match v {
        Val::Text(s) => Some(s.clone()),
        Val::Int(n) => Some(n.to_string().into()),
        Val::Float(x) => Some(x.to_string().into()),
        Val::Bool(b) => Some(if *b { "true" } else { "false" }.into()),
        _ => None,
    }
}

pub fn boolean(v: &Val) -> Option<bool> {
    match v {
        Val::Bool(b) => Some(*b),
        Val::Text(s) => match &**s {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

pub fn call(c: &Call) -> Option<Val> {
    let s = |n: usize| string(c.arg(n));
    let one = |f: &dyn Fn(&str) -> String| s(0).map(|t| Val::from(f(&t)));
    let two = |f: &dyn Fn(&str, &str) -> Val| s(0).zip(s(1)).map(|(a, b)| f(&a, &b));
    let out = match c.name {
        "lower" => one(&|t| t.to_lowercase()),
        "upper" => one(&|t| t.to_uppercase()),
        "title" => one(&title),
        "trimspace" => one(&|t| t.trim().to_string()),
        "chomp" => one(&|t| t.trim_end_matches(['\n', '\r']).to_string()),
        "strrev" => one(&|t| t.chars().rev().collect()),
        "trim" => two(&|t, cut| Val::from(t.trim_matches(|c| cut.contains(c)))),
        "trimprefix" => two(&|t, p| Val::from(t.strip_prefix(p).unwrap_or(t))),
        "trimsuffix" => two(&|t, p| Val::from(t.strip_suffix(p).unwrap_or(t))),
        "startswith" => two(&|t, p| Val::Bool(t.starts_with(p))),
        "endswith" => two(&|t, p| Val::Bool(t.ends_with(p))),
        "strcontains" => two(&|t, p| Val::Bool(t.contains(p))),
        "split" => two(&|by, t| {
            let parts: Vec<Val> = if t.is_empty() {
                Vec::new()
            } else if by.is_empty() {
                t.chars().map(|c| Val::from(c.to_string())).collect()
            } else {
                t.split(by).map(Val::from).collect()
            };
            Val::list(parts)
        }),
        "join" => s(0).and_then(|by| {
            let all: Option<Vec<Rc<str>>> =
                c.args.iter().skip(1).flat_map(|v| v.each().iter()).filter(|v| !v.is_null()).map(string).collect();
            all.map(|all| Val::from(all.join(&*by)))
        }),
        "replace" => match (s(0), s(1), s(2)) {
            (Some(t), Some(from), Some(to)) => Some(Val::from(t.replace(&*from, &to))),
            _ => None,
        },
        "substr" => match (s(0), c.arg(1).as_int(), c.arg(2).as_int()) {
            (Some(t), Some(from), Some(n)) => Some(substr(&t, from, n)),
            _ => None,
        },
        "indent" => match (c.arg(0).as_int(), s(1)) {
            (Some(n), Some(t)) => Some(Val::from(t.replace('\n', &format!("\n{}", " ".repeat(n.clamp(0, 1000) as usize))))),
            _ => None,
        },
        "format" => s(0).and_then(|f| format(&f, c.args.get(1..).unwrap_or_default())).map(Val::from),
        "formatlist" => s(0).and_then(|f| formatlist(&f, c.args.get(1..).unwrap_or_default())),
        "tostring" => match c.arg(0) {
            Val::Null => Some(Val::Null),
            Val::Link(_) => Some(c.arg(0).clone()),
            v => string(v).map(Val::Text),
        },
        "tobool" => {
            if c.arg(0).is_null() {
                Some(Val::Null)
            } else {
                boolean(c.arg(0)).map(Val::Bool)
            }
        }
        "basename" => one(&|t| t.rsplit('/').next().unwrap_or(t).to_string()),
        "dirname" => one(&|t| t.rsplit_once('/').map_or(".", |(d, _)| d).to_string()),
        "abspath" | "pathexpand" => s(0).map(Val::Text),
        _ => return None,
    };
    Some(c.or_unknown(out))
}

fn title(t: &str) -> String {
    let mut start = true;
    let upper = |c: char, start: &mut bool| {
        let out: String = if *start { c.to_uppercase().collect() } else { c.to_string() };
        *start = !c.is_alphanumeric();
        out
    };
    t.chars().map(|c| upper(c, &mut start)).collect()
}

fn substr(t: &str, from: i64, n: i64) -> Val {
    let all: Vec<char> = t.chars().collect();
    let len = all.len() as i64;
    let from = if from < 0 { (len + from).max(0) } else { from.min(len) };
    let to = if n < 0 { len } else { from.saturating_add(n).min(len) };
    Val::from(all.get(from as usize..to.max(from) as usize).unwrap_or_default().iter().collect::<String>())
}

/// `%s %d %v %q %x %02d %%` and their like.
fn format(f: &str, args: &[Val]) -> Option<String> {
    let mut out = String::new();
    let mut chars = f.chars().peekable();
    let mut next = 0;
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut flags = String::new();
        while let Some(c) = chars.peek().filter(|c| "-+ #0123456789.[]*".contains(**c)) {
            flags.push(*c);
            chars.next();
        }
        let verb = chars.next()?;
        if verb == '%' {
            out.push('%');
            continue;
        }
        let mut digits = flags.trim_start_matches(['-', '+', ' ', '#']).to_string();
        if let Some((at, rest)) = digits.strip_prefix('[').and_then(|d| d.split_once(']')) {
            next = at.parse::<usize>().ok()?.checked_sub(1)?;
            digits = rest.to_string();
        }
        let v = args.get(next)?;
        next += 1;
        let text = match verb {
            's' | 'v' => string(v).map(|s| s.to_string()).or_else(|| super::super::eval::settled(v).then(|| v.json()))?,
            'q' => serde_json::to_string(&*string(v)?).ok()?,
            'd' => format!("{}", super::number::number(v)?.trunc() as i64),
            'x' => format!("{:x}", super::number::number(v)?.trunc() as i64),
            'X' => format!("{:X}", super::number::number(v)?.trunc() as i64),
            'b' => format!("{:b}", super::number::number(v)?.trunc() as i64),
            't' => boolean(v)?.to_string(),
            'f' => {
                let places = digits.split_once('.').and_then(|(_, p)| p.parse::<usize>().ok()).unwrap_or(6).min(30);
                format!("{:.places$}", super::number::number(v)?)
            }
            _ => return None,
        };
        let whole = digits.split('.').next().unwrap_or_default();
        let width = whole.trim_start_matches('0').parse::<usize>().unwrap_or(0).min(1000);
        let fill = width.saturating_sub(text.chars().count());
        let zeros = whole.starts_with('0') && !flags.contains('-');
        match (flags.contains('-'), zeros) {
            (true, _) => out.push_str(&format!("{text}{}", " ".repeat(fill))),
            (_, true) => out.push_str(&format!("{}{text}", "0".repeat(fill))),
            _ => out.push_str(&format!("{}{text}", " ".repeat(fill))),
        }
    }
    Some(out)
}

fn formatlist(f: &str, args: &[Val]) -> Option<Val> {
    let len = args.iter().filter_map(|a| if let Val::List(l) = a { Some(l.len()) } else { None }).max().unwrap_or(1);
    let mut out = Vec::new();
    for n in 0..len {
        let row: Vec<Val> = args
            .iter()
            .map(|a| match a {
                Val::List(l) => l.get(n).cloned().unwrap_or_default(),
                v => v.clone(),
            })
            .collect();
        out.push(Val::from(format(f, &row)?));
    }
    Some(Val::list(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_those_of_terraform() {
        let f = |f: &str, args: &[Val]| format(f, args);
        assert_eq!(f("%s-%02d", &["a".into(), Val::Int(7)]).as_deref(), Some("a-07"));
        assert_eq!(f("%[2]s %[1]s 100%%", &["a".into(), "b".into()]).as_deref(), Some("b a 100%"));
        assert_eq!(
            f("%5.2f|%-4s|%q|%v", &[Val::Float(1.5), "x".into(), "y\"".into(), Val::Bool(true)]).as_deref(),
            Some(" 1.50|x   |\"y\\\"\"|true")
        );
        assert_eq!(f("%s", &[]), None);
        assert_eq!(title("hello big-world"), "Hello Big-World");
        assert_eq!(substr("hello", -3, 2), "ll".into());
    }
}
