//! Costs more than it must.
