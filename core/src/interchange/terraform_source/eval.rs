//! Expressions to values. What cannot be worked out is a named unknown; what goes on without end is refused.

use super::files::{Declared, File};
use super::world::{Each, Instance, Stop, World};
use super::{functions, reference, template};
use crate::interchange::item::{Map, Val};
use hcl_edit::Span;
use hcl_edit::expr::{BinaryOperator, Expression, ForExpr, ObjectKey, Traversal, TraversalOperator, UnaryOperator};
use std::rc::Rc;

/// Names that are bound around an expression: by `for`, by `dynamic`, by `each` and `count`.
#[derive(Clone, Copy)]
pub enum Env<'e> {
    Empty,
    Bound {
        name: &'e str,
        value: &'e Val,
        outer: &'e Env<'e>,
    },
    /// What a template may name.
    All(&'e Map),
}

impl Env<'_> {
    /// Whether it is that of a template.
    pub fn is_template(&self) -> bool {
        let mut at = self;
        while let Env::Bound { outer, .. } = at {
            at = *outer;
        }
        matches!(at, Env::All(_))
    }

    pub fn get(&self, wanted: &str) -> Option<Val> {
        let mut at = self;
        while let Env::Bound { name, value, outer } = at {
            if *name == wanted {
                return Some((*value).clone());
            }
            at = *outer;
        }
        if let Env::All(all) = at { all.get(wanted).cloned() } else { None }
    }
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub struct Here<'a, 'h> {
    pub world: &'h World<'a>,
    pub instance: &'h Rc<Instance<'a>>,
    pub each: &'h Each,
    pub file: &'a File,
    pub env: &'h Env<'h>,
}

pub type Out = Result<Val, Stop>;

impl<'a, 'h> Here<'a, 'h> {
    pub fn with<'x>(self, env: &'x Env<'x>) -> Here<'a, 'x>
    where
        'h: 'x,
    {
        Here { world: self.world, instance: self.instance, each: self.each, file: self.file, env }
    }

    pub fn at(&self, what: &dyn Span) -> String {
        self.file.at(what)
    }

    pub fn declared(&self, d: Declared<'a, Expression>) -> Out {
        Here { file: d.file, env: &Env::Empty, ..*self }.eval(d.what)
    }

    pub fn eval(&self, e: &'a Expression) -> Out {
        let at = || self.at(e);
        self.world.step(&at)?;
        match e {
            Expression::Null(_) => Ok(Val::Null),
            Expression::Bool(b) => Ok(Val::Bool(*b.value())),
            Expression::Number(n) => Ok(match (n.value().as_i64(), n.value().as_f64()) {
                (Some(n), _) => Val::Int(n),
                (None, Some(x)) => functions::number::whole(x),
                (None, None) => Val::Null,
            }),
            Expression::String(s) => Ok(Val::from(s.value().as_str())),
            Expression::Array(all) => {
                let values = self.deeper(&at, || all.iter().map(|e| self.eval(e)).collect::<Result<Vec<_>, _>>())?;
                Ok(Val::list(values))
            }
            Expression::Object(all) => self.deeper(&at, || {
                let mut out = Map::new();
                for (k, v) in all.iter() {
                    let key = match k {
                        ObjectKey::Ident(i) => Val::from(i.as_str()),
                        // `(var.x) = …` is worked out; a bare word is itself.
                        ObjectKey::Expression(Expression::Variable(v)) => Val::from(v.as_str()),
                        ObjectKey::Expression(e) => self.eval(e)?,
                    };
                    let value = self.eval(v.expr())?;
                    match functions::text::string(&key) {
                        Some(key) => drop(out.insert(key, value)),
                        None => return Ok(unknown_of(&key, || self.at(e))),
                    }
                }
                Ok(Val::map(out))
            }),
            Expression::StringTemplate(t) => self.deeper(&at, || template::elements(self, t.iter(), &at)),
            Expression::HeredocTemplate(t) => self.deeper(&at, || template::elements(self, t.template.iter(), &at)),
            Expression::Parenthesis(p) => self.deeper(&at, || self.eval(p.inner())),
            Expression::Variable(v) => reference::resolve(self, v.as_str(), &[], &at),
            Expression::Conditional(c) => self.deeper(&at, || match functions::text::boolean(&self.eval(&c.cond_expr)?) {
                Some(true) => self.eval(&c.true_expr),
                Some(false) => self.eval(&c.false_expr),
                None => {
                    let cond = self.eval(&c.cond_expr)?;
                    // Whichever it is, it may be the same.
                    let (yes, no) = (self.eval(&c.true_expr)?, self.eval(&c.false_expr)?);
                    Ok(if yes == no { yes } else { unknown_of(&cond, || self.at(&**c)) })
                }
            }),
            Expression::FuncCall(f) => self.deeper(&at, || functions::call(self, f, &at)),
            Expression::Traversal(t) => self.deeper(&at, || self.traversal(t, &at)),
            Expression::UnaryOp(u) => self.deeper(&at, || {
                let v = self.eval(&u.expr)?;
                Ok(match u.operator.value() {
                    UnaryOperator::Not => functions::text::boolean(&v).map_or_else(|| unknown_of(&v, at), |b| Val::Bool(!b)),
                    UnaryOperator::Neg => {
                        functions::number::number(&v).map_or_else(|| unknown_of(&v, at), |x| functions::number::whole(-x))
                    }
                })
            }),
            Expression::BinaryOp(b) => self.deeper(&at, || self.binary(*b.operator.value(), &b.lhs_expr, &b.rhs_expr, &at)),
            Expression::ForExpr(f) => self.deeper(&at, || self.for_expr(f, &at)),
        }
    }

    pub fn deeper<T>(&self, at: &dyn Fn() -> String, run: impl FnOnce() -> Result<T, Stop>) -> Result<T, Stop> {
        self.world.deeper(at, run)
    }

    fn binary(&self, op: BinaryOperator, left: &'a Expression, right: &'a Expression, at: &dyn Fn() -> String) -> Out {
        let a = self.eval(left)?;
        match (op, functions::text::boolean(&a)) {
            (BinaryOperator::And, Some(false)) => return Ok(Val::Bool(false)),
            (BinaryOperator::Or, Some(true)) => return Ok(Val::Bool(true)),
            _ => {}
        }
        let b = self.eval(right)?;
        Ok(match op {
            BinaryOperator::And | BinaryOperator::Or => match (functions::text::boolean(&a), functions::text::boolean(&b)) {
                (Some(_), Some(b)) => Val::Bool(b),
                (None, Some(false)) if op == BinaryOperator::And => Val::Bool(false),
                (None, Some(true)) if op == BinaryOperator::Or => Val::Bool(true),
                (None, _) => unknown_of(&a, at),
                (_, None) => unknown_of(&b, at),
            },
            BinaryOperator::Eq | BinaryOperator::NotEq => match same(&a, &b) {
                Some(same) => Val::Bool(same == (op == BinaryOperator::Eq)),
                None => unknown_of(if settled(&a) { &b } else { &a }, at),
            },
            op => match (functions::number::number(&a), functions::number::number(&b)) {
                (Some(x), Some(y)) => match op {
                    BinaryOperator::Plus => functions::number::whole(x + y),
                    BinaryOperator::Minus => functions::number::whole(x - y),
                    BinaryOperator::Mul => functions::number::whole(x * y),
                    BinaryOperator::Div if y != 0.0 => functions::number::whole(x / y),
                    BinaryOperator::Mod if y != 0.0 => functions::number::whole(x % y),
                    BinaryOperator::Less => Val::Bool(x < y),
                    BinaryOperator::LessEq => Val::Bool(x <= y),
                    BinaryOperator::Greater => Val::Bool(x > y),
                    BinaryOperator::GreaterEq => Val::Bool(x >= y),
                    _ => Val::unknown("a division by zero", at()),
                },
                (None, _) => unknown_of(&a, at),
                (_, None) => unknown_of(&b, at),
            },
        })
    }

    /// Keys and values of what `for` and `for_each` go over.
    pub fn pairs(&self, v: &Val) -> Option<Vec<(Val, Val)>> {
        match v {
            Val::List(all) => Some(all.iter().enumerate().map(|(n, v)| (Val::Int(n as i64), v.clone())).collect()),
            Val::Map(all) => Some(all.iter().map(|(k, v)| (Val::Text(k.clone()), v.clone())).collect()),
            _ => None,
        }
    }

    fn for_expr(&self, f: &'a ForExpr, at: &dyn Fn() -> String) -> Out {
        let over = self.eval(&f.intro.collection_expr)?;
        // Of a resource's own attributes those that it writes are known, and its id: enough where only some are picked.
        let own = f.cond.as_ref().and_then(|_| reference::attributes(self, &over));
        let Some(pairs) = own.or_else(|| self.pairs(&over)) else { return Ok(unknown_of(&over, at)) };
        let (mut list, mut map) = (Vec::new(), Map::new());
        for (key, value) in &pairs {
            self.world.step(at)?;
            self.world.take(32, at)?;
            let with_value = Env::Bound { name: f.intro.value_var.as_str(), value, outer: self.env };
            let named;
            let env = match &f.intro.key_var {
                Some(k) => {
                    named = Env::Bound { name: k.as_str(), value: key, outer: &with_value };
                    &named
                }
                None => &with_value,
            };
            let here = self.with(env);
            if let Some(cond) = &f.cond {
                let keep = here.eval(&cond.expr)?;
                match functions::text::boolean(&keep) {
                    Some(true) => {}
                    Some(false) => continue,
                    None => return Ok(unknown_of(&keep, at)),
                }
            }
            let value = here.eval(&f.value_expr)?;
            let Some(key_expr) = &f.key_expr else {
                list.push(value);
                continue;
            };
            let key = here.eval(key_expr)?;
            let Some(key) = functions::text::string(&key) else { return Ok(unknown_of(&key, at)) };
            if f.grouping {
                let had = match map.get(&key) {
                    Some(Val::List(all)) => (**all).clone(),
                    _ => Vec::new(),
                };
                map.insert(key, Val::list(had.into_iter().chain([value]).collect()));
            } else {
                map.insert(key, value);
            }
        }
        Ok(if f.key_expr.is_some() { Val::map(map) } else { Val::list(list) })
    }

    fn traversal(&self, t: &'a Traversal, at: &dyn Fn() -> String) -> Out {
        let ops: Vec<&'a TraversalOperator> = t.operators.iter().map(|o| o.value()).collect();
        match &t.expr {
            Expression::Variable(v) => reference::resolve(self, v.as_str(), &ops, at),
            other => {
                let v = self.eval(other)?;
                self.walk(v, &ops, at)
            }
        }
    }

    /// Goes on into a value.
    pub fn walk(&self, mut v: Val, ops: &[&'a TraversalOperator], at: &dyn Fn() -> String) -> Out {
        for (n, op) in ops.iter().enumerate() {
            self.world.step(at)?;
            match op {
                TraversalOperator::GetAttr(name) => v = reference::attribute(self, &v, name.as_str(), at)?,
                TraversalOperator::Index(e) => {
                    let i = self.eval(e)?;
                    v = reference::index(&v, &i, at);
                }
                TraversalOperator::LegacyIndex(i) => v = reference::index(&v, &Val::Int(i64::try_from(*i.value()).unwrap_or(i64::MAX)), at),
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    let all: Vec<Val> = match &v {
                        Val::List(all) => (**all).clone(),
                        Val::Null => Vec::new(),
                        Val::Unknown(_) => return Ok(v),
                        one => vec![one.clone()],
                    };
                    let rest = ops.get(n + 1..).unwrap_or_default();
                    // An attribute-only splat ends before an index.
                    let end = if matches!(op, TraversalOperator::AttrSplat(_)) {
                        rest.iter().position(|o| matches!(o, TraversalOperator::Index(_))).unwrap_or(rest.len())
                    } else {
                        rest.len()
                    };
                    let (inner, after) = rest.split_at(end);
                    let each: Result<Vec<Val>, Stop> = all.into_iter().map(|v| self.walk(v, inner, at)).collect();
                    return self.walk(Val::list(each?), after, at);
                }
            }
        }
        Ok(v)
    }
}

/// Whether a value is known through and through.
pub fn settled(v: &Val) -> bool {
    match v {
        Val::Unknown(_) | Val::Link(_) | Val::Part { .. } => false,
        Val::List(all) => all.iter().all(settled),
        Val::Map(all) => all.values().all(settled),
        _ => true,
    }
}

/// Attributes that no two resources have the same.
const OWN: &[&str] = &["id", "arn"];

fn looked_up(address: &str) -> bool {
    address.starts_with("data.") || address.contains(".data.")
}

/// Whether two values are equal; none where that is not known.
pub fn same(a: &Val, b: &Val) -> Option<bool> {
    match (a, b) {
        (Val::Null, Val::Null) => Some(true),
        // What AWS gives is something.
        (Val::Link(_) | Val::Part { .. }, Val::Null) | (Val::Null, Val::Link(_) | Val::Part { .. }) => Some(false),
        (Val::Link(_), Val::Text(s)) | (Val::Text(s), Val::Link(_)) if s.is_empty() => Some(false),
        (Val::Link(x), Val::Link(y)) if x == y => Some(true),
        // What is made has an id of its own; what is looked up may be what is made.
        (Val::Link(x), Val::Link(y))
            if x.attribute == y.attribute && OWN.contains(&&*x.attribute) && !looked_up(&x.to) && !looked_up(&y.to) =>
        {
            Some(false)
        }
        (Val::List(x), Val::List(y)) if x.len() != y.len() => Some(false),
        (Val::List(x), Val::List(_)) | (Val::List(_), Val::List(x)) if x.is_empty() => Some(true),
        (Val::List(_), Val::Null) | (Val::Null, Val::List(_)) => Some(false),
        _ if settled(a) && settled(b) => Some(match (functions::number::plain(a), functions::number::plain(b)) {
            (Some(x), Some(y)) => x == y,
            _ => a == b,
        }),
        _ => None,
    }
}

/// The first thing that is not known in a value; what AWS gives is named by what gives it.
pub fn unknown_of(v: &Val, at: impl Fn() -> String) -> Val {
    match v {
        Val::Unknown(_) => v.clone(),
        Val::Link(_) | Val::Part { .. } => Val::unknown(v.shown(), at()),
        Val::List(all) => match all.iter().find(|v| !settled(v)) {
            Some(open) => unknown_of(open, at),
            None => Val::unknown("a list where one value is wanted", at()),
        },
        Val::Map(all) => match all.values().find(|v| !settled(v)) {
            Some(open) => unknown_of(open, at),
            None => Val::unknown("an object where one value is wanted", at()),
        },
        other => Val::unknown(format!("{} where another type is wanted", other.shown().chars().take(60).collect::<String>()), at()),
    }
}
