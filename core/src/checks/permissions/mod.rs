//! Allows more, or other, than is meant.
