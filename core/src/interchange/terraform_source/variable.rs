//! Variables: what the caller gives, what files of values say, defaults; and what their types make of it.

use super::eval::{Env, Here, Out};
use super::functions::{number, text};
use super::world::{Each, Stop};
use crate::interchange::item::{Map, Val};
use hcl_edit::expr::{Expression, ObjectKey};

pub fn value<'a>(here: &Here<'a, '_>, name: &str, at: &dyn Fn() -> String) -> Out {
    let (world, instance) = (here.world, here.instance);
    let Some(d) = instance.module.variables.get(name).copied() else {
        return Ok(Val::unknown(format!("{}var.{name}", instance.path), at()));
    };
    world.once(instance.number, format!("var.{name}"), at, || {
        let nothing = Each::default();
        let default = || -> Out {
            match d.what.body.get_attribute("default") {
                Some(a) => Here { world, instance, each: &nothing, file: d.file, env: &Env::Empty }.eval(&a.value),
                None => Ok(Val::unknown(format!("{}var.{name}", instance.path), d.at())),
            }
        };
        let nullable = d.what.body.get_attribute("nullable").is_none_or(|a| !matches!(&a.value, Expression::Bool(b) if !*b.value()));
        let said = match &instance.parent {
            Some((parent, call, each)) => match call.what.body.get_attribute(name) {
                Some(a) => Some(Here { world, instance: parent, each, file: call.file, env: &Env::Empty }.eval(&a.value)?),
                None => None,
            },
            None => match (world.given(&format!("var.{name}")), world.values.get(name)) {
                (Some(v), _) => Some(v),
                (None, Some(e)) => Some(Here { world, instance, each: &nothing, file: e.file, env: &Env::Empty }.declared(*e)?),
                (None, None) => None,
            },
        };
        let v = match said {
            Some(v) if !v.is_null() || nullable => v,
            _ => default()?,
        };
        match d.what.body.get_attribute("type") {
            Some(t) => {
                let there = Here { world, instance, each: &nothing, file: d.file, env: &Env::Empty };
                typed(&there, &t.value, v, at)
            }
            None => Ok(v),
        }
    })
}

/// A value as its type has it: numbers and texts, sets without repeats, optional fields with their defaults.
fn typed<'a>(here: &Here<'a, '_>, t: &'a Expression, v: Val, at: &dyn Fn() -> String) -> Out {
    if !matches!(v, Val::List(_) | Val::Map(_) | Val::Text(_) | Val::Int(_) | Val::Float(_) | Val::Bool(_)) {
        return Ok(v);
    }
    here.world.step(at)?;
    match t {
        Expression::Variable(name) => Ok(match (name.as_str(), &v) {
            ("string", Val::Int(_) | Val::Float(_) | Val::Bool(_)) => text::string(&v).map_or(v, Val::Text),
            ("number", Val::Text(_)) => number::number(&v).map_or(v, number::whole),
            ("bool", Val::Text(_)) => text::boolean(&v).map_or(v, Val::Bool),
            _ => v,
        }),
        Expression::FuncCall(f) => {
            let first = f.args.iter().next();
            let each = |v: &Val| match first {
                Some(inner) => typed(here, inner, v.clone(), at),
                None => Ok(v.clone()),
            };
            here.deeper(at, || match (f.name.name.as_str(), &v) {
                ("list", Val::List(all)) => Ok(Val::list(all.iter().map(each).collect::<Result<_, _>>()?)),
                ("set", Val::List(all)) => {
                    let all: Vec<Val> = all.iter().map(each).collect::<Result<_, _>>()?;
                    Ok(super::functions::list::set(&all))
                }
                ("map", Val::Map(all)) => {
                    let all: Vec<_> = all.iter().map(|(k, v)| Ok((k.clone(), each(v)?))).collect::<Result<_, Stop>>()?;
                    Ok(Val::map(all.into_iter().collect()))
                }
                ("object", Val::Map(all)) => object(here, first, all, at),
                ("optional", _) => each(&v),
                _ => Ok(v.clone()),
            })
        }
        _ => Ok(v),
    }
}

fn object<'a>(here: &Here<'a, '_>, fields: Option<&'a Expression>, given: &Map, at: &dyn Fn() -> String) -> Out {
    let Some(Expression::Object(fields)) = fields else { return Ok(Val::map(given.clone())) };
    let mut out = Map::new();
    for (k, t) in fields.iter() {
        let name = match k {
            ObjectKey::Ident(i) => i.as_str(),
            ObjectKey::Expression(Expression::Variable(v)) => v.as_str(),
            ObjectKey::Expression(Expression::String(s)) => s.value().as_str(),
            ObjectKey::Expression(_) => continue,
        };
        let v = given.get(name).cloned().unwrap_or_default();
        let v = match (t.expr(), &v) {
            (Expression::FuncCall(f), Val::Null) if f.name.name.as_str() == "optional" => match f.args.get(1) {
                Some(default) => {
                    let v = here.eval(default)?;
                    match f.args.get(0) {
                        Some(inner) => typed(here, inner, v, at)?,
                        None => v,
                    }
                }
                None => Val::Null,
            },
            (t, _) => typed(here, t, v, at)?,
        };
        out.insert(name.into(), v);
    }
    Ok(Val::map(out))
}
