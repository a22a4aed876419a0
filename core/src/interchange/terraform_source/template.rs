//! Texts with `${…}` and `%{…}` in them.

use super::eval::{Env, Here, Out, settled, unknown_of};
use super::functions::text;
use crate::interchange::item::Val;
use hcl_edit::template::{Directive, Element, Strip};

/// The text of a template; the value itself where it is nothing but one interpolation.
pub fn elements<'a>(here: &Here<'a, '_>, all: impl Iterator<Item = &'a Element>, at: &dyn Fn() -> String) -> Out {
    let all: Vec<&Element> = all.collect();
    if let [Element::Interpolation(i)] = all.as_slice() {
        return here.eval(&i.expr);
    }
    let mut out = String::new();
    match write(here, &all, &mut out, at)? {
        Some(open) => Ok(open),
        None => {
            here.world.take(out.len(), at)?;
            Ok(Val::from(out))
        }
    }
}

/// Writes elements; what is not known comes back instead.
fn write<'a>(
    here: &Here<'a, '_>,
    all: &[&'a Element],
    out: &mut String,
    at: &dyn Fn() -> String,
) -> Result<Option<Val>, super::world::Stop> {
    for (n, e) in all.iter().enumerate() {
        here.world.step(at)?;
        match e {
            Element::Literal(s) => {
                let before = n.checked_sub(1).and_then(|i| all.get(i)).is_some_and(|e| strips(e).1);
                let after = all.get(n + 1).is_some_and(|e| strips(e).0);
                let mut s = s.value().as_str();
                if before {
                    s = s.trim_start();
                }
                if after {
                    s = s.trim_end();
                }
                out.push_str(s);
            }
            Element::Interpolation(i) => {
                let v = here.eval(&i.expr)?;
                match text::string(&v) {
                    Some(s) => out.push_str(&s),
                    None => return Ok(Some(unknown_of(&v, at))),
                }
            }
            Element::Directive(d) => {
                if let Some(open) = directive(here, d, out, at)? {
                    return Ok(Some(open));
                }
            }
        }
        here.world.take(out.len().min(64), at)?;
        if out.len() > 16 * 1024 * 1024 {
            return Err(super::world::Stop::new(at(), crate::text!("a text here grows beyond 16 MB")));
        }
    }
    Ok(None)
}

/// Whether an element takes away the blanks before and after it.
fn strips(e: &Element) -> (bool, bool) {
    let both = |s: Strip| (matches!(s, Strip::Start | Strip::Both), matches!(s, Strip::End | Strip::Both));
    match e {
        Element::Literal(_) => (false, false),
        Element::Interpolation(i) => both(i.strip),
        Element::Directive(d) => match &**d {
            Directive::If(i) => (both(i.if_expr.strip).0, both(i.endif_expr.strip).1),
            Directive::For(f) => (both(f.for_expr.strip).0, both(f.endfor_expr.strip).1),
        },
    }
}

fn directive<'a>(
    here: &Here<'a, '_>,
    d: &'a Directive,
    out: &mut String,
    at: &dyn Fn() -> String,
) -> Result<Option<Val>, super::world::Stop> {
    match d {
        Directive::If(i) => {
            let cond = here.eval(&i.if_expr.cond_expr)?;
            let Some(yes) = text::boolean(&cond) else { return Ok(Some(unknown_of(&cond, at))) };
            let chosen = if yes { Some(&i.if_expr.template) } else { i.else_expr.as_ref().map(|e| &e.template) };
            match chosen {
                Some(t) => here.deeper(at, || write(here, &t.iter().collect::<Vec<_>>(), out, at)),
                None => Ok(None),
            }
        }
        Directive::For(f) => {
            let over = here.eval(&f.for_expr.collection_expr)?;
            let Some(pairs) = here.pairs(&over).filter(|_| settled(&over) || matches!(over, Val::List(_) | Val::Map(_))) else {
                return Ok(Some(unknown_of(&over, at)));
            };
            let inner: Vec<&Element> = f.for_expr.template.iter().collect();
            for (key, value) in &pairs {
                let with_value = Env::Bound { name: f.for_expr.value_var.as_str(), value, outer: here.env };
                let named;
                let env = match &f.for_expr.key_var {
                    Some(k) => {
                        named = Env::Bound { name: k.as_str(), value: key, outer: &with_value };
                        &named
                    }
                    None => &with_value,
                };
                let there = here.with(env);
                if let Some(open) = here.deeper(at, || write(&there, &inner, out, at))? {
                    return Ok(Some(open));
                }
            }
            Ok(None)
        }
    }
}
