//! Questions on small designs.
