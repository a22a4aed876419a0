//! The engine of Portico. See `ARCHITECTURE.md` for where things live and why.

pub mod catalogue;
pub mod document;
pub mod edit;
pub mod finding;
pub mod interchange;
pub mod money;
pub mod net;
pub mod text;
