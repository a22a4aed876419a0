//! Terraform's functions, as far as networks use them. One that is not here, or cannot say, gives a named unknown.

mod beside;
mod encode;
pub mod list;
mod net;
pub mod number;
mod pattern;
pub mod text;

pub use beside::root;

use super::eval::{Here, Out, unknown_of};
use crate::interchange::item::Val;
use hcl_edit::expr::{Expression, FuncCall};

/// What a function works on: its arguments, and what to say where it cannot.
pub struct Call<'c> {
    pub name: &'c str,
    pub args: &'c [Val],
    pub at: &'c dyn Fn() -> String,
}

impl Call<'_> {
    pub fn arg(&self, n: usize) -> &Val {
        self.args.get(n).unwrap_or(&crate::interchange::item::NULL)
    }

    /// The result where it is known; else the first argument that is not.
    pub fn or_unknown(&self, v: Option<Val>) -> Val {
        v.unwrap_or_else(|| {
            let open = self.args.iter().find(|v| !super::eval::settled(v));
            match open {
                Some(v) => unknown_of(v, self.at),
                // What a function cannot take is a mistake, which `try` and `can` catch; patterns may be more than Portico knows.
                None if STRICT.contains(&self.name) => Val::unknown(format!("a value that {} can take", self.name), (self.at)()),
                None => Val::unknown(format!("the result of {}", self.name), (self.at)()),
            }
        })
    }
}

/// Functions that take whatever Terraform's take: where they give nothing, Terraform gives an error.
const STRICT: &[&str] = &["tonumber", "tobool", "parseint", "cidrsubnet", "cidrhost", "cidrnetmask", "cidrsubnets", "jsondecode", "index"];

/// Whether an unknown is a mistake, as of a key that is not there, and not something that will be known later.
fn failed(v: &Val) -> bool {
    matches!(v, Val::Unknown(o) if o.name.contains(' ') && !o.name.starts_with("the result of") && !o.name.contains('('))
}

pub fn call<'a>(here: &Here<'a, '_>, f: &'a FuncCall, at: &dyn Fn() -> String) -> Out {
    let name = f.name.name.as_str();
    if f.name.is_namespaced() {
        let args = f.args.iter().map(|e| here.eval(e)).collect::<Result<Vec<_>, _>>()?;
        let call = Call { name, args: &args, at };
        return Ok(encode::arn(&call).unwrap_or_else(|| Val::unknown(format!("the result of a provider's function {name}"), at())));
    }
    match name {
        "try" => {
            let mut last = Val::unknown("the result of try", at());
            for e in f.args.iter() {
                last = here.eval(e)?;
                if !failed(&last) {
                    break;
                }
            }
            return Ok(last);
        }
        "can" => {
            let Some(e) = f.args.iter().next() else { return Ok(Val::Bool(false)) };
            let v = here.eval(e)?;
            // What somebody is still to say may be of any kind, and what a function makes of something that is not known may be a mistake.
            let later = matches!(&v, Val::Unknown(o) if !failed(&v) && (o.name.contains("var.") || matches!(e, Expression::FuncCall(_))));
            return Ok(if later { v } else { Val::Bool(!failed(&v)) });
        }
        _ => {}
    }
    let mut args: Vec<Val> = Vec::new();
    for e in f.args.iter() {
        args.push(here.eval(e)?);
    }
    if f.args.expand_final() {
        match args.pop() {
            Some(Val::List(all)) => args.extend(all.iter().cloned()),
            Some(open) => return Ok(unknown_of(&open, at)),
            None => {}
        }
    }
    let call = Call { name, args: &args, at };
    if let Some(out) = beside::call(here, &call)? {
        here.world.take(size(&out), at)?;
        return Ok(out);
    }
    let found = pattern::call(&call)
        .map(|v| call.or_unknown(v))
        .or_else(|| text::call(&call))
        .or_else(|| number::call(&call))
        .or_else(|| net::call(&call))
        .or_else(|| encode::call(&call));
    let out = match found {
        Some(v) => v,
        None => match list::call(here.world, &call)? {
            Some(v) => v,
            None => Val::unknown(format!("the result of {name}, which Portico does not work out"), at()),
        },
    };
    here.world.take(size(&out), at)?;
    Ok(out)
}

/// About what a value takes, without looking into what is shared.
fn size(v: &Val) -> usize {
    match v {
        Val::Text(s) => s.len(),
        Val::List(all) => all.len() * 16,
        Val::Map(all) => all.len() * 32,
        _ => 0,
    }
}
