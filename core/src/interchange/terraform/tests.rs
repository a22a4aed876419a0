//! The export of whole designs.
