//! JSON and Base64 as texts.

use super::super::eval::settled;
use super::super::world::from_json;
use super::Call;
use super::text::string;
use crate::interchange::cloudformation_in::yaml;
use crate::interchange::item::Val;

pub fn call(c: &Call) -> Option<Val> {
    let out = match c.name {
        // With something in it that is not known, a policy would say what nobody decided.
        "jsonencode" => settled(c.arg(0)).then(|| Val::from(c.arg(0).json())),
        "jsondecode" => string(c.arg(0)).and_then(|s| serde_json::from_str::<serde_json::Value>(&s).ok()).map(|j| from_json(&j)),
        "yamldecode" => string(c.arg(0)).and_then(|s| yaml(&s)),
        "csvdecode" => string(c.arg(0)).map(|s| csv(&s)),
        "base64encode" => string(c.arg(0)).map(|s| Val::from(encode(s.as_bytes()))),
        "base64decode" => string(c.arg(0)).and_then(|s| decode(&s)).map(Val::from),
        "urlencode" => string(c.arg(0)).map(|s| Val::from(url(&s))),
        "sensitive" | "nonsensitive" | "ephemeralasnull" => Some(c.arg(0).clone()),
        _ => return None,
    };
    Some(c.or_unknown(out))
}

/// Functions of the provider for AWS. [arn_parse, arn_build]
pub fn arn(c: &Call) -> Option<Val> {
    const PARTS: [&str; 5] = ["partition", "service", "region", "account_id", "resource"];
    match c.name {
        "arn_parse" => {
            let text = string(c.arg(0))?;
            let parts: Vec<&str> = text.strip_prefix("arn:")?.splitn(5, ':').collect();
            let named = PARTS.iter().zip(&parts).map(|(name, v)| ((*name).into(), Val::from(*v))).collect();
            (parts.len() == PARTS.len()).then(|| Val::map(named))
        }
        "arn_build" => {
            let parts: Option<Vec<_>> = (0..PARTS.len()).map(|n| string(c.arg(n))).collect();
            parts.map(|p| Val::from(format!("arn:{}", p.join(":"))))
        }
        _ => None,
    }
}

/// Rows of a CSV as objects: the first row has the names.
fn csv(text: &str) -> Val {
    let mut rows: Vec<Vec<String>> = vec![vec![String::new()]];
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(c) = chars.next() {
        let doubled = quoted && c == '"' && chars.peek() == Some(&'"');
        match c {
            '"' if doubled => drop(chars.next()),
            '"' => {
                quoted = !quoted;
                continue;
            }
            ',' if !quoted => {
                rows.last_mut().into_iter().for_each(|r| r.push(String::new()));
                continue;
            }
            '\r' if !quoted => continue,
            '\n' if !quoted => {
                rows.push(vec![String::new()]);
                continue;
            }
            _ => {}
        }
        rows.last_mut().and_then(|r| r.last_mut()).into_iter().for_each(|cell| cell.push(c));
    }
    let mut rows = rows.into_iter().filter(|r| r.len() > 1 || r.first().is_some_and(|c| !c.is_empty()));
    let names = rows.next().unwrap_or_default();
    let row = |r: Vec<String>| Val::map(names.iter().zip(r).map(|(n, v)| (n.as_str().into(), Val::from(v))).collect());
    Val::list(rows.map(row).collect())
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encode(bytes: &[u8]) -> String {
    let mut out = String::new();
    for c in bytes.chunks(3) {
        let byte = |n: usize| u32::from(c.get(n).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for n in 0..4 {
            let letter = LETTERS.get((bits >> (18 - 6 * n) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if n <= c.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

fn decode(text: &str) -> Option<String> {
    let (mut out, mut bits, mut n) = (Vec::new(), 0u32, 0u32);
    for c in text.bytes().filter(|c| *c != b'=' && !c.is_ascii_whitespace()) {
        let at = LETTERS.iter().position(|l| *l == c)?;
        bits = (bits << 6 | u32::try_from(at).ok()?) & 0xff_ffff;
        n += 6;
        if n >= 8 {
            n -= 8;
            out.push((bits >> n & 0xff) as u8);
        }
    }
    String::from_utf8(out).ok()
}

fn url(s: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    s.bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else if b == b' ' {
                "+".into()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_objects() {
        let all = csv("cidr,name\n10.0.0.0/24,\"a, \"\"b\"\"\"\r\n10.0.1.0/24,c\n");
        let names: Vec<Option<&str>> = all.each().iter().map(|r| r.get("name").as_text()).collect();
        assert_eq!((names, all.each()[1].get("cidr").as_text()), (vec![Some("a, \"b\""), Some("c")], Some("10.0.1.0/24")));
    }

    #[test]
    fn base64_goes_there_and_back() {
        for s in ["", "a", "ab", "abc", "hällo wörld"] {
            assert_eq!(decode(&encode(s.as_bytes())).as_deref(), Some(s));
        }
        assert_eq!(encode(b"Ma"), "TWE=");
        assert_eq!(url("a b&c"), "a+b%26c");
    }
}
