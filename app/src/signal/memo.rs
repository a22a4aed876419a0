//! A value worked out from others, again only when one of them has changed, and told of only when it differs.

use super::{handle, of};
use leptos::prelude as leptos;
use leptos::{Get as _, GetUntracked as _};
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

pub struct Memo<T> {
    inner: leptos::Memo<Kept>,
    of: PhantomData<fn() -> T>,
}
handle!(Memo);

/// What a memo holds, with how to compare it.
#[derive(Clone)]
struct Kept {
    value: Arc<dyn Any + Send + Sync>,
    same: fn(&Kept, &Kept) -> bool,
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(self, other)
    }
}

type Work = Box<dyn Fn(Option<&Kept>) -> Kept + Send + Sync>;

#[inline(never)]
fn new(work: Work) -> leptos::Memo<Kept> {
    leptos::Memo::new(work)
}

#[inline(never)]
fn read(memo: leptos::Memo<Kept>, track: bool) -> Kept {
    if track { memo.get() } else { memo.get_untracked() }
}

impl<T: Send + Sync + 'static> Memo<T> {
    pub fn new(work: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        let work = move |before: Option<&Kept>| Kept {
            value: Arc::new(work(before.map(|k| of(&*k.value)))),
            same: |a, b| of::<T>(&*a.value) == of::<T>(&*b.value),
        };
        Self { inner: new(Box::new(work)), of: PhantomData }
    }

    pub fn with<R>(self, see: impl FnOnce(&T) -> R) -> R {
        see(of(&*read(self.inner, true).value))
    }

    pub fn with_untracked<R>(self, see: impl FnOnce(&T) -> R) -> R {
        see(of(&*read(self.inner, false).value))
    }
}

impl<T: Clone + Send + Sync + 'static> Memo<T> {
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}
