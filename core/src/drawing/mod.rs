//! Where boxes are and how they are drawn: containment, sizes, Tidy, proposals, dropping and moving.
//!
//! A place without stored box is drawn where the layout proposes; storing is never needed to see a design. Siblings are at
//! least [`metrics::GAP`] apart and children lie inside their parents in every answer given here, except badges, which stand
//! across their VPC's edge.

pub mod align;
mod arrange;
pub mod contain;
pub mod edge;
pub mod effective;
pub mod metrics;
pub mod place;
mod room;
mod root;
mod solve;
pub mod svg;
pub mod tidy;
pub mod tier;
pub mod ties;

#[cfg(test)]
mod tests;

pub use align::{Align, aligned};
pub use contain::{Side, Stand, Tree, children, parent, places, stand};
pub use edge::{Line, Path, edge, path};
pub use effective::{Sheet, effective};
pub use metrics::Look;
pub use place::{moved, place};
pub use svg::{svg, svg_by};
pub use tidy::{tidy, tidy_by};
pub use tier::{Tier, Tiers};
pub use ties::{regions, ties};
