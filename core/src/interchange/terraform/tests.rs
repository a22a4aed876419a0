//! The export of whole designs: what must hold whatever the design is.
