//! What is drawn and where, with who stands in whom: the drawing's sheet as a stage.

use crate::geometry::Boxed;
use portico_core::drawing::{Look, Sheet};

/// Every box of a sheet.
pub fn arrange(sheet: &Sheet) -> Vec<Boxed> {
    let tree = sheet.tree();
    (0..tree.len())
        .filter_map(|i| {
            let (place, rect) = (tree.place(i)?.clone(), sheet.rect(i)?);
            let parent = tree.parent(i).and_then(|p| tree.place(p)).cloned();
            Some(Boxed { place, rect, parent, depth: depth(tree.look(i)) })
        })
        .collect()
}

/// Contents are drawn over their containers, what stands on an edge over both.
fn depth(look: Look) -> u8 {
    match look {
        Look::Vpc => 0,
        Look::Zone => 1,
        Look::Subnet => 2,
        _ => 3,
    }
}
