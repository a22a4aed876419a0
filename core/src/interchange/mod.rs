//! What goes in and out: save files, infrastructure code, and what an account holds.

pub mod aws_cli;
pub mod block;
pub mod clip;
pub mod cloudformation;
pub mod hcl;
pub mod imported;
pub mod journal;
pub mod lower;
mod markdown;
pub mod papers;
pub mod save;
pub mod share;
pub mod terraform;
