//! Functions on lists and maps.

use super::super::eval::{same, settled};
use super::super::world::{Stop, World};
use super::Call;
use super::number::number;
use super::text::string;
use crate::interchange::item::{Map, Val};
use crate::ordered::{BTreeSet, Sorted as _};
use crate::text;

/// Values of one call of `range` or `setproduct`.
const MOST: usize = 100_000;

/// Each value once; texts in order, as sets go.
pub fn set(all: &[Val]) -> Val {
    let mut out = distinct(all);
    if out.iter().all(|v| matches!(v, Val::Text(_))) {
        out.order_by_key(string);
    }
    Val::list(out)
}

fn distinct(all: &[Val]) -> Vec<Val> {
    let (mut seen, mut others) = (BTreeSet::new(), BTreeSet::new());
    let mut out: Vec<Val> = Vec::new();
    for v in all {
        let new = match v {
            Val::Text(s) => seen.insert(s.clone()),
            Val::Null | Val::Bool(_) | Val::Int(_) | Val::Float(_) => others.insert(v.json()),
            v => !out.iter().any(|o| o == v),
        };
        if new {
            out.push(v.clone());
        }
    }
    out
}

fn lists<'v>(c: &Call<'v>) -> Option<Vec<&'v [Val]>> {
    c.args.iter().map(|v| if let Val::List(l) = v { Some(l.as_slice()) } else { None }).collect()
}

fn flatten(all: &[Val], out: &mut Vec<Val>, depth: usize) {
    for v in all {
        match v {
            Val::List(inner) if depth > 0 => flatten(inner, out, depth - 1),
            v => out.push(v.clone()),
        }
    }
}

pub fn call(world: &World, c: &Call) -> Result<Option<Val>, Stop> {
    let first = c.arg(0);
    let list = |n: usize| if let Val::List(l) = c.arg(n) { Some(l.as_slice()) } else { None };
    let map = |n: usize| if let Val::Map(m) = c.arg(n) { Some(&**m) } else { None };
    let int = |n: usize| number(c.arg(n)).filter(|x| x.fract() == 0.0).map(|x| x as i64);
    let out = match c.name {
        "length" => match first {
            Val::List(l) => Some(Val::Int(l.len() as i64)),
            Val::Map(m) => Some(Val::Int(m.len() as i64)),
            Val::Text(s) => Some(Val::Int(s.chars().count() as i64)),
            _ => None,
        },
        "element" => list(0).zip(int(1)).and_then(|(l, n)| {
            let n = n.checked_rem_euclid(i64::try_from(l.len()).ok()?)?;
            l.get(usize::try_from(n).ok()?).cloned()
        }),
        "index" => list(0).and_then(|l| l.iter().position(|v| same(v, c.arg(1)) == Some(true))).map(|n| Val::Int(n as i64)),
        "lookup" => match (first, string(c.arg(1))) {
            (Val::Map(m), Some(k)) => m.get(&k).cloned().or_else(|| c.args.get(2).cloned()),
            (Val::Null, Some(_)) => c.args.get(2).cloned(),
            _ => None,
        },
        "merge" => {
            let mut out = Map::new();
            let mut whole = true;
            for v in c.args {
                match v {
                    Val::Map(m) => out.extend(m.iter().map(|(k, v)| (k.clone(), v.clone()))),
                    Val::Null => {}
                    _ => whole = false,
                }
            }
            world.take(out.len() * 32, c.at)?;
            whole.then(|| Val::map(out))
        }
        "concat" => lists(c).map(|l| Val::list(l.concat())),
        "flatten" => list(0).map(|l| {
            let mut out = Vec::new();
            flatten(l, &mut out, 32);
            Val::list(out)
        }),
        "distinct" => list(0).map(|l| Val::list(distinct(l))),
        "toset" => list(0).map(set),
        "tolist" => match first {
            Val::List(_) | Val::Null => Some(first.clone()),
            _ => None,
        },
        "tomap" | "toobject" => map(0).map(|_| first.clone()),
        "compact" => {
            list(0).map(|l| Val::list(l.iter().filter(|v| !v.is_null() && !matches!(v, Val::Text(s) if s.is_empty())).cloned().collect()))
        }
        "keys" => map(0).map(|m| Val::list(m.keys().map(|k| Val::Text(k.clone())).collect())),
        "values" => map(0).map(|m| Val::list(m.values().cloned().collect())),
        "contains" => match first {
            Val::List(l) => {
                let answers: Vec<Option<bool>> = l.iter().map(|v| same(v, c.arg(1))).collect();
                if answers.contains(&Some(true)) {
                    Some(Val::Bool(true))
                } else if answers.contains(&None) {
                    None
                } else {
                    Some(Val::Bool(false))
                }
            }
            _ => None,
        },
        "reverse" => list(0).map(|l| Val::list(l.iter().rev().cloned().collect())),
        "sort" => list(0).filter(|l| l.iter().all(settled)).map(|l| {
            let mut out = l.to_vec();
            out.order_by_key(string);
            Val::list(out)
        }),
        "slice" => list(0).zip(int(1)).and_then(|(l, from)| {
            let to = int(2).unwrap_or(l.len() as i64);
            l.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?).map(|l| Val::list(l.to_vec()))
        }),
        "chunklist" => list(0).zip(int(1)).and_then(|(l, n)| {
            let n = usize::try_from(n).ok().filter(|n| *n > 0)?;
            Some(Val::list(l.chunks(n).map(|c| Val::list(c.to_vec())).collect()))
        }),
        "zipmap" => list(0).zip(list(1)).and_then(|(k, v)| {
            let keys: Option<Vec<_>> = k.iter().map(string).collect();
            keys.map(|k| Val::map(k.into_iter().zip(v.iter().cloned()).collect()))
        }),
        "one" => match first {
            Val::List(l) => match l.as_slice() {
                [] => Some(Val::Null),
                [one] => Some(one.clone()),
                _ => None,
            },
            Val::Null => Some(Val::Null),
            v @ Val::Link(_) => Some(v.clone()),
            _ => None,
        },
        "coalesce" => coalesce(c, &|v| v.is_null() || matches!(v, Val::Text(s) if s.is_empty())),
        "coalescelist" => coalesce(c, &|v| v.is_null() || matches!(v, Val::List(l) if l.is_empty())),
        "alltrue" => list(0).and_then(|l| truths(l, true)),
        "anytrue" => list(0).and_then(|l| truths(l, false)),
        "range" => range(world, c)?,
        "setproduct" => product(world, c)?,
        "setunion" => lists(c).map(|l| set(&l.concat())),
        "setintersection" => lists(c).map(|l| {
            let (first, rest) = l.split_first().map_or((&[][..], &[][..]), |(f, r)| (*f, r));
            set(&first.iter().filter(|v| rest.iter().all(|o| o.contains(v))).cloned().collect::<Vec<_>>())
        }),
        "setsubtract" => list(0).zip(list(1)).map(|(a, b)| set(&a.iter().filter(|v| !b.contains(v)).cloned().collect::<Vec<_>>())),
        "matchkeys" => match (list(0), list(1), list(2)) {
            (Some(values), Some(keys), Some(wanted)) => {
                Some(Val::list(values.iter().zip(keys).filter(|(_, k)| wanted.contains(k)).map(|(v, _)| v.clone()).collect()))
            }
            _ => None,
        },
        "transpose" => map(0).and_then(|m| {
            let mut out = Map::new();
            for (k, v) in m.iter() {
                for name in v.each() {
                    let name = string(name)?;
                    let had = out.get(&name).map(|v: &Val| v.each().to_vec()).unwrap_or_default();
                    out.insert(name, Val::list(had.into_iter().chain([Val::Text(k.clone())]).collect()));
                }
            }
            Some(Val::map(out))
        }),
        "list" => Some(Val::list(c.args.to_vec())),
        "map" => {
            let pairs = c.args.chunks(2).map(|p| Some((string(p.first()?)?, p.get(1)?.clone())));
            pairs.collect::<Option<Vec<_>>>().map(|p| Val::map(p.into_iter().collect()))
        }
        "type" => None,
        _ => return Ok(None),
    };
    Ok(Some(c.or_unknown(out)))
}

/// The first that says something; whether what is not known does, is not known.
fn coalesce(c: &Call, nothing: &dyn Fn(&Val) -> bool) -> Option<Val> {
    for v in c.args {
        match v {
            Val::Unknown(_) => return Some(v.clone()),
            v if nothing(v) => {}
            v => return Some(v.clone()),
        }
    }
    None
}

fn truths(all: &[Val], want: bool) -> Option<Val> {
    let answers: Vec<Option<bool>> = all.iter().map(super::text::boolean).collect();
    if answers.contains(&Some(!want)) {
        return Some(Val::Bool(!want));
    }
    (!answers.contains(&None)).then_some(Val::Bool(want))
}

fn range(world: &World, c: &Call) -> Result<Option<Val>, Stop> {
    let all: Option<Vec<f64>> = c.args.iter().map(number).collect();
    let (from, to, step) = match all.as_deref() {
        Some([to]) => (0.0, *to, 1.0),
        Some([from, to]) => (*from, *to, if to < from { -1.0 } else { 1.0 }),
        Some([from, to, step]) => (*from, *to, *step),
        _ => return Ok(None),
    };
    if step == 0.0 {
        return Ok(None);
    }
    let n = ((to - from) / step).ceil().max(0.0);
    if n > MOST as f64 {
        return Err(Stop::new((c.at)(), text!("range asks for more than {most} values", most = MOST)));
    }
    world.take(n as usize * 16, c.at)?;
    Ok(Some(Val::list((0..n as usize).map(|i| super::number::whole(from + step * i as f64)).collect())))
}

fn product(world: &World, c: &Call) -> Result<Option<Val>, Stop> {
    let Some(all) = lists(c) else { return Ok(None) };
    let size = all.iter().try_fold(1usize, |n, l| n.checked_mul(l.len()).filter(|n| *n <= MOST));
    let Some(size) = size else {
        return Err(Stop::new((c.at)(), text!("setproduct asks for more than {most} values", most = MOST)));
    };
    world.take(size * 16 * all.len(), c.at)?;
    let mut rows: Vec<Vec<Val>> = vec![Vec::new()];
    for l in all {
        rows = rows.iter().flat_map(|row| l.iter().map(move |v| row.iter().cloned().chain([v.clone()]).collect())).collect();
    }
    Ok(Some(Val::list(rows.into_iter().map(Val::list).collect())))
}
