//! Names: variables, locals, modules, resources and what they give.

use super::eval::{Env, Here, Out, unknown_of};
use super::files::Declared;
use super::world::{Each, Keys, Known, address};
use super::{data, expand, functions, variable};
use crate::interchange::item::{Index, Map, Val};
use crate::interchange::raise::firewalls;
use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::Block;
use std::rc::Rc;

/// The value of a name and what follows it.
pub fn resolve<'a>(here: &Here<'a, '_>, root: &str, ops: &[&'a TraversalOperator], at: &dyn Fn() -> String) -> Out {
    if let Some(bound) = here.env.get(root) {
        return here.walk(bound, ops, at);
    }
    let name = |n: usize| match ops.get(n) {
        Some(TraversalOperator::GetAttr(name)) => Some(name.as_str()),
        _ => None,
    };
    let rest = |n: usize| ops.get(n..).unwrap_or_default();
    let value = match (root, name(0)) {
        ("var", Some(n)) => variable::value(here, n, at)?,
        ("local", Some(n)) => match here.instance.module.locals.get(n) {
            Some(d) => here.world.once(here.instance.number, format!("local.{n}"), at, || {
                let each = Each::default();
                Here { each: &each, ..*here }.declared(*d)
            })?,
            None => Val::unknown(format!("local.{n}"), at()),
        },
        ("each", Some("key")) => match &here.each.index {
            Some(Index::Key(k)) => Val::Text(k.clone()),
            _ => Val::unknown("each.key", at()),
        },
        ("each", Some("value")) => here.each.value.clone(),
        ("count", Some("index")) => match &here.each.index {
            Some(Index::Number(n)) => Val::Int(*n),
            _ => Val::unknown("count.index", at()),
        },
        // The folder where Terraform runs has a name, which projects take for their own.
        ("path", Some("cwd")) => Val::from(here.world.home.as_str()),
        ("path", Some(of)) => {
            let folder = if of == "module" { here.instance.module.folder.clone() } else { functions::root(here) };
            Val::from(if folder.is_empty() { ".".to_string() } else { folder })
        }
        ("terraform", Some("workspace")) => Val::from("default"),
        ("self", _) => return Ok(Val::unknown("self", at())),
        ("module", Some(n)) => return module(here, n, rest(1), at),
        ("data", Some(kind)) => match name(1) {
            Some(n) => return resource(here, &format!("data.{kind}"), n, rest(2), at),
            None => Val::unknown(format!("data.{kind}"), at()),
        },
        (kind, Some(n)) if kind.contains('_') => return resource(here, kind, n, rest(1), at),
        (other, _) => return Ok(Val::unknown(other, at())),
    };
    here.walk(value, rest(1), at)
}

/// A resource, or the list or map of those under one name.
fn resource<'a>(here: &Here<'a, '_>, kind: &str, name: &str, ops: &[&'a TraversalOperator], at: &dyn Fn() -> String) -> Out {
    let Some((key, d)) = here.instance.module.resources.get_key_value(&(kind.to_string(), name)) else {
        return Ok(Val::unknown(format!("{kind}.{name}"), at()));
    };
    let path = &here.instance.path;
    let known = |each: &Each| {
        let address = address(path, kind, name, each.index.as_ref());
        let known = Known { instance: here.instance.clone(), kind: key.0.clone(), block: *d, each: each.clone() };
        here.world.known.borrow_mut().entry(address.clone()).or_insert(known);
        Val::link(address, "")
    };
    let value = match expand::keys(here.world, here.instance, *d, &format!("{kind}.{name}"))? {
        Keys::One => known(&Each::default()),
        Keys::Open(open) => return Ok(Val::Unknown(open)),
        Keys::Many(all) => match all.first().map(|e| &e.index) {
            Some(Some(Index::Key(_))) => {
                let named = all.iter().filter_map(|e| match &e.index {
                    Some(Index::Key(k)) => Some((k.clone(), known(e))),
                    _ => None,
                });
                Val::map(named.collect::<Map>())
            }
            Some(_) => Val::list(all.iter().map(known).collect()),
            // Nothing of it: a list for count, a map for for_each; both are empty.
            None if d.what.body.get_attribute("for_each").is_some() => Val::map(Map::new()),
            None => Val::list(Vec::new()),
        },
    };
    here.walk(value, ops, at)
}

fn module<'a>(here: &Here<'a, '_>, name: &str, ops: &[&'a TraversalOperator], at: &dyn Fn() -> String) -> Out {
    let Some(d) = here.instance.module.calls.get(name).copied() else {
        return Ok(Val::unknown(format!("module.{name}"), at()));
    };
    let keys = expand::keys(here.world, here.instance, d, &format!("module.{name}"))?;
    let child = |each: &Each| {
        let key = each.index.as_ref().map(|i| match i {
            Index::Number(n) => format!("[{n}]"),
            Index::Key(k) => format!("[\"{k}\"]"),
        });
        Val::link(format!("{}module.{name}{}", here.instance.path, key.unwrap_or_default()), "")
    };
    let all = expand::children(here.world, here.instance, name)?;
    if all.is_none() {
        // What a module gives that is not here has its name.
        let output = ops.iter().find_map(|o| if let TraversalOperator::GetAttr(n) = o { Some(n.as_str()) } else { None });
        let name = format!("{}module.{name}{}", here.instance.path, output.map(|o| format!(".{o}")).unwrap_or_default());
        return Ok(here.world.given(&name).unwrap_or_else(|| Val::unknown(name, at())));
    }
    let value = match keys {
        Keys::One => child(&Each::default()),
        Keys::Open(open) => return Ok(Val::Unknown(open)),
        Keys::Many(all) => match all.first().map(|e| &e.index) {
            Some(Some(Index::Key(_))) => {
                let named = all.iter().filter_map(|e| match &e.index {
                    Some(Index::Key(k)) => Some((k.clone(), child(e))),
                    _ => None,
                });
                Val::map(named.collect::<Map>())
            }
            _ => Val::list(all.iter().map(child).collect()),
        },
    };
    here.walk(value, ops, at)
}

/// One field of a value.
pub fn attribute<'a>(here: &Here<'a, '_>, v: &Val, name: &str, at: &dyn Fn() -> String) -> Out {
    Ok(match v {
        Val::Map(m) => match m.get(name) {
            Some(v) => v.clone(),
            None => Val::unknown(format!("a field {name} that is not there"), at()),
        },
        // `aws_vpc.main.0.id`, as it was written once.
        Val::List(_) if name.parse::<i64>().is_ok() => index(v, &Val::from(name), at),
        Val::List(all) => match all.as_slice() {
            [one] => return attribute(here, one, name, at),
            _ => Val::unknown(format!("{name} of a list"), at()),
        },
        Val::Link(l) if l.attribute.is_empty() => {
            if let Some(out) = output(here, &l.to, name, at)? {
                return Ok(out);
            }
            let known = here.world.known.borrow().get(&l.to).cloned();
            match known {
                Some(known) => return of_resource(here, &l.to, &known, name, at),
                None => Val::link(l.to.clone(), name),
            }
        }
        Val::Link(l) => Val::link(l.to.clone(), format!("{}.{name}", l.attribute)),
        Val::Null => Val::unknown(format!("{name} of nothing"), at()),
        other => unknown_of(other, at),
    })
}

/// What a resource is known to say of itself, by name.
pub fn attributes(here: &Here, v: &Val) -> Option<Vec<(Val, Val)>> {
    let Val::Link(l) = v else { return None };
    let known = here.world.known.borrow().get(&l.to).filter(|_| l.attribute.is_empty()).cloned()?;
    let own = known.block.what.body.attributes().map(|a| a.key.as_str()).filter(|n| *n != "count" && *n != "for_each");
    let named = own.chain(["arn", "id"].into_iter().filter(|n| known.block.what.body.get_attribute(n).is_none()));
    Some(named.map(|n| (Val::from(n), Val::link(l.to.clone(), n))).collect())
}

/// An output of a module, where the address is one's.
fn output<'a>(here: &Here<'a, '_>, address: &str, name: &str, at: &dyn Fn() -> String) -> Result<Option<Val>, super::world::Stop> {
    let child = here.world.paths.borrow().get(address).cloned();
    let Some(child) = child else { return Ok(None) };
    let Some(d) = child.module.outputs.get(name).copied() else {
        return Ok(Some(Val::unknown(format!("{address}.{name}"), at())));
    };
    let Some(value) = d.what.body.get_attribute("value") else { return Ok(Some(Val::Null)) };
    let out = here.world.once(child.number, format!("output.{name}"), at, || {
        let each = Each::default();
        Here { world: here.world, instance: &child, each: &each, file: d.file, env: &Env::Empty }.eval(&value.value)
    })?;
    Ok(Some(out))
}

/// What a resource says of itself, else what AWS will say.
fn of_resource<'a>(here: &Here<'a, '_>, to: &Rc<str>, known: &Known<'a>, name: &str, at: &dyn Fn() -> String) -> Out {
    let block: Declared<'a, Block> = known.block;
    if known.kind.starts_with("data.") {
        return data::attribute(here.world, to, known, name, at);
    }
    if name == "id" || (name == "tags_all" && block.what.body.get_attribute("tags").is_none()) {
        return Ok(Val::link(to.clone(), name));
    }
    let written = if name == "tags_all" { "tags" } else { name };
    if let Some(a) = block.what.body.get_attribute(written) {
        let memo = format!("{to}.{written}");
        if here.world.is_running(known.instance.number, &memo) {
            return Ok(Val::link(to.clone(), name));
        }
        let v = here.world.once(known.instance.number, memo, at, || {
            Here { world: here.world, instance: &known.instance, each: &known.each, file: block.file, env: &Env::Empty }.eval(&a.value)
        })?;
        // Where the argument is left to AWS it will be something; and a name that is not known still says whose it is.
        let named = matches!(v, Val::Unknown(_)) && matches!(name, "name" | "function_name" | "identifier" | "bucket");
        return Ok(if v.is_null() || named { Val::link(to.clone(), name) } else { v });
    }
    if firewalls::KINDS.contains(&known.kind.as_str()) && name.ends_with("_status") {
        return here.world.once(known.instance.number, format!("{to}.{name}"), at, || expand::firewall(here.world, to, known));
    }
    if name == "arn"
        && known.kind == "aws_s3_bucket"
        && let Val::Text(bucket) = of_resource(here, to, known, "bucket", at)?
    {
        return Ok(Val::from(format!("arn:aws:s3:::{bucket}")));
    }
    Ok(Val::link(to.clone(), name))
}

/// An element of a list or a map.
pub fn index(v: &Val, i: &Val, at: &dyn Fn() -> String) -> Val {
    match (v, i) {
        (Val::Unknown(_), _) => v.clone(),
        (Val::List(all), i) => match functions::number::number(i) {
            Some(n) => {
                let found = if n >= 0.0 && n.fract() == 0.0 { all.get(n as usize) } else { None };
                found.cloned().unwrap_or_else(|| Val::unknown(format!("element {n} of a list of {}", all.len()), at()))
            }
            None => match all.as_slice() {
                // Whichever of one it is, it is that one.
                [one] => one.clone(),
                _ => unknown_of(i, at),
            },
        },
        (Val::Map(all), i) => match functions::text::string(i) {
            Some(k) => all.get(&k).cloned().unwrap_or_else(|| Val::unknown(format!("a key {k} that is not there"), at())),
            None => unknown_of(i, at),
        },
        (Val::Link(l), i) => match functions::text::string(i) {
            Some(k) => Val::link(l.to.clone(), format!("{}[{k}]", l.attribute)),
            None => unknown_of(i, at),
        },
        (other, _) => unknown_of(other, at),
    }
}

/// The address that an expression names, with keys that are worked out.
pub fn place<'a>(here: &Here<'a, '_>, e: &'a Expression) -> Result<Option<String>, super::world::Stop> {
    if let Some(plain) = dotted(e) {
        return Ok(Some(plain));
    }
    let Expression::Traversal(t) = e else { return Ok(None) };
    let Some(mut out) = dotted(&t.expr) else { return Ok(None) };
    for op in &t.operators {
        match op.value() {
            TraversalOperator::GetAttr(n) => {
                out.push('.');
                out.push_str(n.as_str());
            }
            TraversalOperator::Index(i) => match here.eval(i)? {
                Val::Int(n) => out.push_str(&format!("[{n}]")),
                Val::Text(s) => out.push_str(&format!("[\"{s}\"]")),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        }
    }
    Ok(Some(out))
}

/// Whether an expression is just this name, as `aws.west` of a provider.
pub fn dotted(e: &Expression) -> Option<String> {
    match e {
        Expression::Variable(v) => Some(v.as_str().to_string()),
        Expression::Traversal(t) => {
            let mut out = dotted(&t.expr)?;
            for op in &t.operators {
                match op.value() {
                    TraversalOperator::GetAttr(n) => {
                        out.push('.');
                        out.push_str(n.as_str());
                    }
                    TraversalOperator::Index(Expression::String(s)) => out.push_str(&format!("[\"{}\"]", s.value())),
                    TraversalOperator::Index(Expression::Number(n)) => out.push_str(&format!("[{}]", n.value())),
                    _ => return None,
                }
            }
            Some(out)
        }
        Expression::String(s) => Some(s.value().clone()),
        _ => None,
    }
}
