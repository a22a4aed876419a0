//! The engine of Portico. See `ARCHITECTURE.md` for where things live and why.
