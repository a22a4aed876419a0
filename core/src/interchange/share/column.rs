//! Values of one field side by side, by their classes: what is alike lies together, and deflate finds it.
//!
//! A column begins with a byte: the class of all its values, or `MIXED` with a class for each. A column of equal values holds one.
//! Lists lie as their lengths and the column of all their items; objects as a column for each field that any of them has.

use super::cursor::{In, Out};
use super::words::{Words, pieces};
use crate::document::{NodeId, Value};
use crate::interchange::save::{LoadError, Object};
use crate::ordered::BTreeSet;
use crate::text;
use ipnet::Ipv4Net;
use std::net::Ipv4Addr;

/// Classes of values; their numbers are the format's.
const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const INT: u8 = 3;
const REF: u8 = 4;
const LIST: u8 = 5;
const MAP: u8 = 6;
/// An IPv4 block as AWS writes it.
const BLOCK: u8 = 7;
const ADDRESS: u8 = 8;
/// A text that is known, or that occurs several times.
const WORD: u8 = 9;
const TEXT: u8 = 10;
/// A text with a zero byte in it.
const ODD: u8 = 11;
/// A name in pieces: a column for each place.
const NAME: u8 = 12;
const CLASSES: u8 = 13;
const MIXED: u8 = 0x7f;
/// With it the column holds one value, which all have.
const SAME: u8 = 0x80;

/// Lists and objects inside each other.
const MAX_DEPTH: usize = 12;

fn block(s: &str) -> Option<Ipv4Net> {
    s.parse::<Ipv4Net>().ok().filter(|n| n.trunc() == *n && n.to_string() == s)
}

fn address(s: &str) -> Option<Ipv4Addr> {
    s.parse::<Ipv4Addr>().ok().filter(|a| a.to_string() == s)
}

fn class(v: &Value, words: &Words) -> u8 {
    match v {
        Value::Null => NULL,
        Value::Bool(false) => FALSE,
        Value::Bool(true) => TRUE,
        Value::Int(_) => INT,
        Value::Ref(_) => REF,
        Value::List(_) => LIST,
        Value::Map(_) => MAP,
        Value::Text(s) if words.is_known(s) => WORD,
        Value::Text(s) if block(s).is_some() => BLOCK,
        Value::Text(s) if address(s).is_some() => ADDRESS,
        Value::Text(s) if pieces(s).is_some() => NAME,
        Value::Text(s) if words.number(s).is_some() => WORD,
        Value::Text(s) if !s.contains('\0') => TEXT,
        Value::Text(_) => ODD,
    }
}

fn text(v: &Value) -> &str {
    if let Value::Text(s) = v { s } else { "" }
}

/// Writes a column.
pub fn write(out: &mut Out, all: &[&Value], words: &Words) {
    let Some((first, rest)) = all.split_first() else { return };
    let classes: Vec<u8> = all.iter().map(|v| class(v, words)).collect();
    let one = classes.iter().all(|c| Some(c) == classes.first()).then(|| classes.first().copied().unwrap_or(NULL));
    let same = !rest.is_empty() && rest.iter().all(|v| v == first);
    match one {
        Some(c) if same => {
            out.byte(c | SAME);
            payload(out, c, &[first], words);
        }
        Some(c) => {
            out.byte(c);
            payload(out, c, all, words);
        }
        None => {
            out.byte(MIXED);
            classes.iter().for_each(|c| out.byte(*c));
            for c in 0..CLASSES {
                let of: Vec<&Value> = all.iter().zip(&classes).filter(|(_, k)| **k == c).map(|(v, _)| *v).collect();
                if !of.is_empty() {
                    payload(out, c, &of, words);
                }
            }
        }
    }
}

fn payload(out: &mut Out, class: u8, all: &[&Value], words: &Words) {
    match class {
        INT => {
            let mut last = 0i64;
            for v in all {
                if let Value::Int(n) = v {
                    out.signed(n.wrapping_sub(last));
                    last = *n;
                }
            }
        }
        REF => {
            // The kinds as a column of words, then how each number differs from the one before.
            let ids: Vec<NodeId> = all.iter().filter_map(|v| if let Value::Ref(id) = v { Some(*id) } else { None }).collect();
            let kinds: Vec<Value> = ids.iter().map(|id| Value::text(id.kind().as_str())).collect();
            write(out, &kinds.iter().collect::<Vec<_>>(), words);
            let mut last = 0i64;
            for id in ids {
                out.signed(i64::from(id.number()).wrapping_sub(last));
                last = i64::from(id.number());
            }
        }
        LIST => {
            let lists: Vec<&Vec<Value>> = all.iter().filter_map(|v| if let Value::List(l) = v { Some(l) } else { None }).collect();
            lists.iter().for_each(|l| out.number(l.len() as u64));
            write(out, &lists.iter().flat_map(|l| l.iter()).collect::<Vec<_>>(), words);
        }
        MAP => {
            let maps: Vec<&Object> = all.iter().filter_map(|v| if let Value::Map(m) = v { Some(m) } else { None }).collect();
            let names: BTreeSet<&String> = maps.iter().flat_map(|m| m.keys()).collect();
            out.number(names.len() as u64);
            for name in names {
                words.write(out, name);
                let column: Vec<&Value> = maps.iter().map(|m| m.get(name).unwrap_or(&Value::Null)).collect();
                write(out, &column, words);
            }
        }
        BLOCK => {
            let blocks: Vec<Ipv4Net> = all.iter().filter_map(|v| block(text(v))).collect();
            blocks.iter().for_each(|n| out.byte(n.prefix_len()));
            // Blocks of one size differ by little.
            let mut last = [0i64; 33];
            for n in blocks {
                if let Some(last) = last.get_mut(usize::from(n.prefix_len())) {
                    out.signed(part(n) - *last);
                    *last = part(n);
                }
            }
        }
        ADDRESS => {
            let mut last = 0i64;
            for a in all.iter().filter_map(|v| address(text(v))) {
                let now = i64::from(u32::from(a));
                out.signed(now - last);
                last = now;
            }
        }
        WORD => all.iter().filter_map(|v| words.number(text(v))).for_each(|n| out.number(n)),
        TEXT => all.iter().for_each(|v| out.text(text(v))),
        ODD => all.iter().for_each(|v| out.sized(text(v))),
        NAME => {
            let names: Vec<Vec<&str>> = all.iter().map(|v| pieces(text(v)).unwrap_or_default()).collect();
            let most = names.iter().map(Vec::len).max().unwrap_or(0);
            out.number(most as u64);
            for at in 0..most {
                let column: Vec<Value> = names.iter().map(|n| n.get(at).map_or(Value::Null, |p| Value::text(*p))).collect();
                write(out, &column.iter().collect::<Vec<_>>(), words);
            }
        }
        _ => {}
    }
}

/// The bits of a block's address that its prefix covers.
fn part(n: Ipv4Net) -> i64 {
    i64::from(u32::from(n.network())) >> 32u32.saturating_sub(u32::from(n.prefix_len()))
}

/// Reads a column of so many values.
pub fn read(from: &mut In, count: usize, words: &Words, depth: usize) -> Result<Vec<Value>, LoadError> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if depth > MAX_DEPTH {
        return from.wrong(text!("lists and objects are nested too deep here"));
    }
    let head = from.byte()?;
    if head == MIXED {
        let mut classes = Vec::new();
        for _ in 0..count {
            let c = from.byte()?;
            if c >= CLASSES {
                return from.wrong(text!("there is no such class of values"));
            }
            classes.push(c);
        }
        let mut columns = Vec::new();
        for c in 0..CLASSES {
            let n = classes.iter().filter(|k| **k == c).count();
            columns.push(values(from, c, n, words, depth)?.into_iter());
        }
        let mut all = Vec::new();
        for c in classes {
            match columns.get_mut(usize::from(c)).and_then(Iterator::next) {
                Some(v) => all.push(v),
                None => return from.wrong(text!("a value is missing")),
            }
        }
        return Ok(all);
    }
    if head & SAME == 0 {
        return values(from, head, count, words, depth);
    }
    let one = values(from, head & !SAME, 1, words, depth)?;
    let Some(one) = one.into_iter().next() else { return from.wrong(text!("a value is missing")) };
    from.spend(count.saturating_mul(weight(&one)))?;
    Ok(vec![one; count])
}

/// How much a value takes, so that what is repeated is paid for.
fn weight(v: &Value) -> usize {
    match v {
        Value::Text(s) => 1 + s.len() / 16,
        Value::List(l) => l.iter().fold(1usize, |n, v| n.saturating_add(weight(v))),
        Value::Map(m) => m.iter().fold(1usize, |n, (k, v)| n.saturating_add(1 + k.len() / 16).saturating_add(weight(v))),
        _ => 1,
    }
}

fn values(from: &mut In, class: u8, count: usize, words: &Words, depth: usize) -> Result<Vec<Value>, LoadError> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    match class {
        NULL => out.resize(count, Value::Null),
        FALSE => out.resize(count, Value::Bool(false)),
        TRUE => out.resize(count, Value::Bool(true)),
        INT => {
            let mut last = 0i64;
            for _ in 0..count {
                last = last.wrapping_add(from.signed()?);
                out.push(Value::Int(last));
            }
        }
        REF => {
            let kinds = read(from, count, words, depth + 1)?;
            let mut last = 0i64;
            for kind in kinds {
                last = last.wrapping_add(from.signed()?);
                match (text(&kind).parse(), u32::try_from(last)) {
                    (Ok(kind), Ok(n)) => out.push(Value::Ref(NodeId::new(kind, n))),
                    _ => return from.wrong(text!("this is no reference")),
                }
            }
        }
        LIST => {
            let mut lengths = Vec::new();
            for _ in 0..count {
                lengths.push(from.count()?);
            }
            let mut items = read(from, lengths.iter().fold(0, |n, l| n.saturating_add(*l)), words, depth + 1)?.into_iter();
            out.extend(lengths.into_iter().map(|l| Value::List(items.by_ref().take(l).collect())));
        }
        MAP => {
            let mut maps = vec![Object::new(); count];
            for _ in 0..from.count()? {
                let name = words.read(from)?;
                from.spend(count)?;
                let column = read(from, count, words, depth + 1)?;
                for (map, value) in maps.iter_mut().zip(column) {
                    // Absent and nothing are the same to every reader.
                    if value != Value::Null {
                        map.insert(name.clone(), value);
                    }
                }
            }
            out.extend(maps.into_iter().map(Value::Map));
        }
        BLOCK => {
            let mut lengths = Vec::new();
            for _ in 0..count {
                lengths.push(from.byte()?);
            }
            let mut all = [0i64; 33];
            for len in lengths {
                let Some(last) = all.get_mut(usize::from(len)) else { return from.wrong(text!("this is no block of addresses")) };
                *last = last.wrapping_add(from.signed()?);
                let bits = 32u32.saturating_sub(u32::from(len));
                let whole = last.checked_shl(bits).and_then(|n| u32::try_from(n).ok()).map(Ipv4Addr::from);
                match whole.and_then(|a| Ipv4Net::new(a, len).ok()) {
                    Some(net) => out.push(Value::Text(net.to_string())),
                    None => return from.wrong(text!("this is no block of addresses")),
                }
            }
        }
        ADDRESS => {
            let mut last = 0i64;
            for _ in 0..count {
                last = last.wrapping_add(from.signed()?);
                match u32::try_from(last) {
                    Ok(a) => out.push(Value::Text(Ipv4Addr::from(a).to_string())),
                    Err(_) => return from.wrong(text!("this is no address")),
                }
            }
        }
        WORD => {
            for _ in 0..count {
                out.push(Value::Text(words.value(from)?));
            }
        }
        TEXT => {
            for _ in 0..count {
                out.push(Value::Text(from.text()?));
            }
        }
        ODD => {
            for _ in 0..count {
                out.push(Value::Text(from.sized()?));
            }
        }
        NAME => {
            let mut names = vec![String::new(); count];
            for _ in 0..from.count()? {
                from.spend(count)?;
                for (name, piece) in names.iter_mut().zip(read(from, count, words, depth + 1)?) {
                    name.push_str(text(&piece));
                }
            }
            out.extend(names.into_iter().map(Value::Text));
        }
        _ => return from.wrong(text!("there is no such class of values")),
    }
    Ok(out)
}
