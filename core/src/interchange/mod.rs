//! What goes in and out: save files, and infrastructure code.

pub mod block;
pub mod hcl;
pub mod lower;
pub mod save;
pub mod terraform;
