//! A value that is read and set.

use super::{Held, handle, of};
use leptos::prelude as leptos;
use leptos::{ReadUntracked as _, Set as _, Track as _, Write as _};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

pub struct RwSignal<T> {
    inner: leptos::RwSignal<Held>,
    of: PhantomData<fn() -> T>,
}
handle!(RwSignal);

#[inline(never)]
fn new(value: Held) -> leptos::RwSignal<Held> {
    leptos::RwSignal::new(value)
}

#[inline(never)]
fn set(signal: leptos::RwSignal<Held>, value: Held) {
    signal.set(value);
}

/// To read, which nobody is told of.
#[inline(never)]
fn read(signal: leptos::RwSignal<Held>, track: bool) -> impl Deref<Target = Held> {
    if track {
        signal.track();
    }
    signal.read_untracked()
}

/// To change; who read it is told when this goes. None once the signal's owner is gone.
#[inline(never)]
fn write(signal: &leptos::RwSignal<Held>) -> Option<impl DerefMut<Target = Held>> {
    signal.try_write()
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    pub fn new(value: T) -> Self {
        Self { inner: new(Box::new(value)), of: PhantomData }
    }

    pub fn set(self, value: T) {
        set(self.inner, Box::new(value));
    }

    pub fn try_update<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut held = write(&self.inner)?;
        held.downcast_mut().map(change)
    }

    /// Sets it if it is still there: what is waited for may come when its view has gone.
    pub fn try_set(self, value: T) -> Option<()> {
        self.try_update(|held| *held = value)
    }

    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    pub fn track(self) {
        self.inner.track();
    }

    pub fn with<R>(self, see: impl FnOnce(&T) -> R) -> R {
        see(of(&**read(self.inner, true)))
    }

    pub fn with_untracked<R>(self, see: impl FnOnce(&T) -> R) -> R {
        see(of(&**read(self.inner, false)))
    }
}

impl<T: Clone + Send + Sync + 'static> RwSignal<T> {
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

impl<T: Default + Send + Sync + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}
