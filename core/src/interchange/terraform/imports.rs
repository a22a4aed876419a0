//! `imports.tf`: what exists already is taken over and not made again.

use super::source::indexed;
use crate::interchange::block::Import;
use crate::interchange::hcl::{Block, Expr, Item, print, quoted};
use crate::interchange::lower::Lowered;

const PERHAPS: [&str; 3] = [
    "Parts of what exists: routes, rules, entries, associations. A design does not tell which of them exist too. Terraform",
    "makes them all; take the # away from those that AWS says are there already. Ids of rules (sgr-...) are shown by",
    "aws ec2 describe-security-group-rules.",
];

pub fn imports(lowered: &Lowered) -> Vec<Item> {
    let (mut out, mut perhaps) = (Vec::new(), Vec::new());
    for b in &lowered.blocks {
        let to = || indexed(b.set, &quoted(&b.key), "");
        match &b.import {
            Import::New => {}
            Import::Known(id) => out.extend([Item::Blank, Item::Block(block(to(), id))]),
            Import::Perhaps(id) => perhaps.push(block(to(), id.as_deref().unwrap_or("?"))),
        }
    }
    if !perhaps.is_empty() {
        out.push(Item::Blank);
        out.extend(PERHAPS.iter().map(|l| Item::Comment((*l).into())));
    }
    for b in perhaps {
        out.push(Item::Blank);
        out.extend(print(&[Item::Block(b)]).lines().map(|l| Item::Comment(l.into())));
    }
    out
}

fn block(to: String, id: &str) -> Block {
    Block::new("import", &[]).set("to", Expr::Code(to)).set("id", id)
}
