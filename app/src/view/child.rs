//! What may stand inside an element, made into Leptos's one type for any view.

use super::El;
use crate::prelude::*;
use leptos::tachys::view::iterators::StaticVec;
use std::sync::{Arc, Mutex};

/// Whatever a child may be written as: texts, numbers, elements, views, options and lists of them, signals and closures of those.
pub trait IntoChild: Sized {
    fn into_child(self) -> AnyView;

    fn put_in(self, el: &mut El) {
        el.child(self.into_child());
    }
}

/// Several nodes beside each other.
pub fn several(children: Vec<AnyView>) -> AnyView {
    StaticVec::from(children).into_any()
}

/// What a component of Leptos made.
pub fn component(made: impl IntoView + 'static) -> AnyView {
    made.into_any()
}

impl IntoChild for AnyView {
    fn into_child(self) -> AnyView {
        self
    }
}

impl IntoChild for El {
    #[inline(never)]
    fn into_child(self) -> AnyView {
        self.into_any()
    }

    #[inline(never)]
    fn put_in(self, el: &mut El) {
        el.child(self.into_any());
    }
}

impl<T: IntoChild> IntoChild for View<T> {
    fn into_child(self) -> AnyView {
        self.into_inner().into_child()
    }
}

impl<T: IntoChild> IntoChild for Option<T> {
    fn into_child(self) -> AnyView {
        self.map(T::into_child).into_any()
    }
}

impl<T: IntoChild> IntoChild for Vec<T> {
    fn into_child(self) -> AnyView {
        self.into_iter().map(T::into_child).collect::<Vec<_>>().into_any()
    }
}

impl<V: IntoChild, F: FnMut() -> V + Send + 'static> IntoChild for F {
    fn into_child(mut self) -> AnyView {
        live(Box::new(move || self().into_child()))
    }

    fn put_in(mut self, el: &mut El) {
        put_live(el, Box::new(move || self().into_child()));
    }
}

/// A view that is made anew whenever a signal that it read changes.
#[inline(never)]
fn live(make: Box<dyn FnMut() -> AnyView + Send>) -> AnyView {
    let make: Arc<Mutex<dyn FnMut() -> AnyView + Send>> = Arc::new(Mutex::new(make));
    make.into_any()
}

#[inline(never)]
fn put_live(el: &mut El, make: Box<dyn FnMut() -> AnyView + Send>) {
    el.child(live(make));
}

macro_rules! texts {
    ($($t:ty)*) => {$(
        impl IntoChild for $t {
            fn into_child(self) -> AnyView {
                self.to_string().into_any()
            }
        }
    )*};
}
texts! { u16 u32 u64 usize i32 i64 f64 }

impl IntoChild for () {
    fn into_child(self) -> AnyView {
        self.into_any()
    }
}

/// A text of the source: it is in the page's language.
impl IntoChild for &'static str {
    #[inline(never)]
    fn into_child(self) -> AnyView {
        t(self).into_any()
    }

    #[inline(never)]
    fn put_in(self, el: &mut El) {
        el.child(t(self).into_any());
    }
}

impl IntoChild for String {
    #[inline(never)]
    fn into_child(self) -> AnyView {
        self.into_any()
    }

    #[inline(never)]
    fn put_in(self, el: &mut El) {
        el.child(self.into_any());
    }
}

macro_rules! signals {
    ($($t:ident)*) => {$(
        impl<T: IntoChild + Clone + Send + Sync + 'static> IntoChild for $t<T> {
            fn into_child(self) -> AnyView {
                (move || self.get()).into_child()
            }
        }
    )*};
}
signals! { Signal Memo RwSignal }
