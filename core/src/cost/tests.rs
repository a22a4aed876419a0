//! Bills of small designs, to the cent.
