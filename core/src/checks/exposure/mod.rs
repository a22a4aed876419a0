//! Open to more than is wanted.
