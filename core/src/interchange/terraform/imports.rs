//! `imports.tf`: what exists already is taken over and not made again.

use super::source::indexed;
use crate::document::Model;
use crate::interchange::hcl::{Block, Expr, quoted};
use crate::interchange::lower::Lowered;

pub fn imports(model: &Model, lowered: &Lowered) -> Vec<Block> {
    let mut out: Vec<Block> = lowered
        .blocks
        .iter()
        .filter_map(|b| {
            let id = b.import.as_ref()?;
            let to = indexed(b.set, &quoted(&b.key), "");
            Some(Block::new("import", &[]).set("to", Expr::Code(to)).set("id", id.as_str()))
        })
        .collect();
    // The ids of rules are not in a design: the block is there to be completed.
    let rules = lowered.blocks.iter().filter(|b| b.set.resource.starts_with("aws_vpc_security_group_"));
    let existing = rules.filter(|b| b.of.and_then(|id| model.meta(id)).is_some_and(|m| m.existing));
    let addresses: Vec<String> = existing.map(|b| indexed(b.set, &quoted(&b.key), "")).collect();
    if let (Some(first), false) = (out.first_mut(), addresses.is_empty()) {
        let mut head = vec![
            "Rules of security groups that exist are not imported here: only AWS knows their ids (sgr-…), as".to_string(),
            "`aws ec2 describe-security-group-rules` shows them. Add an import block for each of these:".into(),
        ];
        head.extend(addresses.into_iter().map(|a| format!("  {a}")));
        let body = std::mem::take(&mut first.body);
        *first = head.into_iter().fold(Block::new("import", &[]), Block::comment);
        first.body.extend(body);
    }
    out
}
