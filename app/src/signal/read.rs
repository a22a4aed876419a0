//! A value to read, wherever it comes from: a signal, a memo, a closure, a constant.

use super::{Memo, RwSignal, handle};
use leptos::prelude::{GetValue, StoredValue, untrack};
use std::sync::Arc;

pub enum Signal<T> {
    Set(RwSignal<T>),
    Worked(Memo<T>),
    /// Worked out at each reading. It holds an `Arc<dyn Fn() -> T>`.
    Derived(StoredValue<Derived>, std::marker::PhantomData<fn() -> T>),
}
handle!(Signal);

type Derived = Arc<dyn std::any::Any + Send + Sync>;
type Work<T> = Box<dyn Fn() -> T + Send + Sync>;

impl<T: Send + Sync + 'static> Signal<T> {
    pub fn derive(work: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let work: Work<T> = Box::new(work);
        Self::Derived(StoredValue::new(Arc::new(work)), std::marker::PhantomData)
    }

    pub fn with<R>(self, see: impl FnOnce(&T) -> R) -> R {
        match self {
            Self::Set(s) => s.with(see),
            Self::Worked(m) => m.with(see),
            Self::Derived(work, _) => see(&super::of::<Work<T>>(&*work.get_value())()),
        }
    }

    pub fn with_untracked<R>(self, see: impl FnOnce(&T) -> R) -> R {
        match self {
            Self::Set(s) => s.with_untracked(see),
            Self::Worked(m) => m.with_untracked(see),
            Self::Derived(work, _) => see(&untrack(|| super::of::<Work<T>>(&*work.get_value())())),
        }
    }

    pub fn track(self) {
        self.with(|_| ());
    }
}

impl<T: Clone + Send + Sync + 'static> Signal<T> {
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

impl<T> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self::Set(signal)
    }
}

impl<T> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::Worked(memo)
    }
}

impl<T: Send + Sync + 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        Self::Set(RwSignal::new(value))
    }
}

impl From<&str> for Signal<String> {
    fn from(value: &str) -> Self {
        value.to_string().into()
    }
}
