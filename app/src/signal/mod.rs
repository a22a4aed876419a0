//! Leptos's signals and memos, compiled once for every type. `crate::prelude` has them in the place of Leptos's own.
//!
//! Leptos compiles the code that runs, compares, tells and drops a memo once for each type that memos hold: some kilobytes for each
//! of a hundred. Here one signal and one memo of Leptos hold a value of any type, and a typed handle stands before them.

mod memo;
mod read;
mod rw;

pub use memo::Memo;
pub use read::Signal;
pub use rw::RwSignal;

use std::any::Any;

/// A value of any type.
type Held = Box<dyn Any + Send + Sync>;

/// The value as the type that its handle says, which is the one that it was put in as.
fn of<T: 'static>(held: &(dyn Any + Send + Sync)) -> &T {
    held.downcast_ref().expect("a handle is of its signal's type")
}

/// Handles are copied and compared by nothing but themselves, whatever they hold.
macro_rules! handle {
    ($name:ident) => {
        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $name<T> {}
    };
}
use handle;

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::Owner;

    #[test]
    fn a_memo_follows_and_tells_only_of_changes() {
        let owner = Owner::new();
        owner.set();
        let number = RwSignal::new(1);
        let runs = RwSignal::new(0);
        let half = Memo::new(move |_| number.get() / 2);
        let text = Memo::new(move |_| {
            runs.set(runs.get_untracked() + 1);
            half.with(|h| format!("half is {h}"))
        });
        assert_eq!(text.get(), "half is 0");
        number.set(4);
        assert_eq!((text.get().as_str(), runs.get()), ("half is 2", 2));
        number.update(|n| *n += 1);
        assert_eq!((text.get().as_str(), runs.get()), ("half is 2", 2), "the half is the same");
    }

    #[test]
    fn a_signal_is_any_of_them() {
        let owner = Owner::new();
        owner.set();
        let number = RwSignal::new(3);
        let all: [Signal<i32>; 4] =
            [number.into(), Memo::new(move |_| number.get()).into(), Signal::derive(move || number.get()), 3.into()];
        assert_eq!(all.map(|s| s.get()), [3; 4]);
        number.set(5);
        assert_eq!(all.map(|s| s.with(|n| n + 1)), [6, 6, 6, 4]);
        assert_eq!(number.try_update(|n| std::mem::replace(n, 0)), Some(5));
    }

    #[test]
    fn a_memo_sees_what_it_gave_before() {
        let owner = Owner::new();
        owner.set();
        let number = RwSignal::new(1);
        let sum = Memo::new(move |before: Option<&i32>| before.copied().unwrap_or(0) + number.get());
        assert_eq!(sum.get(), 1);
        number.set(2);
        assert_eq!(sum.get(), 3);
    }
}
