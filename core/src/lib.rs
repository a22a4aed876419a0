//! The engine of Portico. See `ARCHITECTURE.md` for where things live and why.

pub mod answer;
pub mod catalogue;
pub mod checks;
pub mod cost;
pub mod document;
pub mod drawing;
pub mod edit;
pub mod facts;
pub mod finding;
pub mod fixture;
pub mod graph;
pub mod interchange;
pub mod matrix;
pub mod money;
pub mod net;
pub mod ordered;
pub mod policy;
pub mod propose;
pub mod reach;
pub mod redundancy;
pub mod remedy;
pub mod text;
