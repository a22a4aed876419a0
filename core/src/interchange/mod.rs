//! What goes in and out: save files, infrastructure code, and what an account holds.

pub mod aws_cli;
pub mod block;
pub mod carried;
pub mod clip;
pub mod cloudformation;
pub mod cloudformation_in;
mod filters;
pub mod hcl;
pub mod imported;
pub mod item;
pub mod journal;
pub mod lower;
mod markdown;
mod notes;
pub mod papers;
pub mod raise;
pub mod reader;
pub mod save;
pub mod share;
pub mod terraform;
pub mod terraform_json;
pub mod terraform_source;
#[cfg(test)]
mod testing;
