//! Values of blocks as HCL, and the addresses they refer by.

use crate::interchange::block::{self, Ref, Set};
use crate::interchange::hcl::{Expr, quoted};

/// `aws_subnet.this`
pub fn address(set: Set) -> String {
    format!("{}.{}", set.resource, set.name)
}

/// `aws_subnet.this[INDEX].id`; `index` is source.
pub fn indexed(set: Set, index: &str, attribute: &str) -> String {
    let dot = if attribute.is_empty() { "" } else { "." };
    format!("{}[{index}]{dot}{attribute}", address(set))
}

/// A value as it stands in a map of `locals.tf`.
pub fn value(e: &block::Expr) -> Expr {
    match e {
        block::Expr::Bool(b) => Expr::Bool(*b),
        block::Expr::Int(n) => Expr::Int(*n),
        block::Expr::Text(s) => Expr::Text(s.clone()),
        block::Expr::List(all) => Expr::List(all.iter().map(value).collect()),
        block::Expr::Map(all) => Expr::Object(all.iter().map(|(k, v)| (k.clone(), value(v))).collect()),
        block::Expr::Ref(Ref { set, key, attribute }) => Expr::Code(indexed(*set, &quoted(key), attribute)),
        block::Expr::Document(label) => Expr::Code(format!("data.aws_iam_policy_document.{label}.json")),
        block::Expr::Input { variable, key, field } => Expr::Code(input(variable, &quoted(key), *field)),
        block::Expr::Json(e) => Expr::Call("jsonencode", vec![value(e)]),
        block::Expr::Ipv6 { vpc, bits, number } => {
            let whole = indexed(Set::this("aws_vpc"), &quoted(vpc), "ipv6_cidr_block");
            Expr::Code(if *bits == 0 { whole } else { format!("cidrsubnet({whole}, {bits}, {number})") })
        }
    }
}

fn input(variable: &str, index: &str, field: Option<&str>) -> String {
    let dot = field.map(|f| format!(".{f}")).unwrap_or_default();
    format!("var.{variable}[{index}]{dot}")
}
