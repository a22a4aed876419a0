//! Conversions of several types into one, each in a line.

/// `made_from! { Part: NodeId => |x| Part::Node(x); }`: `From` of each type for `Part`.
macro_rules! made_from {
    ($made:ty: $($t:ty => |$x:ident| $e:expr;)*) => {$(
        impl From<$t> for $made {
            fn from($x: $t) -> Self {
                $e
            }
        }
    )*};
}
pub(crate) use made_from;
