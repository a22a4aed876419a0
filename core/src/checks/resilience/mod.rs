//! Fails with a zone.
