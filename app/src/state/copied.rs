//! When the design was last saved to a file of one's own: a browser's storage can be cleared, a file stays.

use crate::prelude::*;

const MINUTE: f64 = 60_000.0;

/// A time in ms since 1970, and the step of the design that the file has.
pub type Copy = (f64, u32);

#[derive(Clone, Copy)]
pub struct Copied {
    /// None for a design of which there is no file.
    at: RwSignal<Option<Copy>>,
    /// Goes on with time, so that "2 min ago" does not stay.
    now: RwSignal<f64>,
}

impl Copied {
    pub fn new() -> Self {
        let copied = Self { at: RwSignal::new(None), now: RwSignal::new(js_sys::Date::now()) };
        gloo::timers::callback::Interval::new(20_000, move || copied.now.set(js_sys::Date::now())).forget();
        copied
    }

    /// The design as it is at a step is in a file now.
    pub fn saved(self, step: u32) {
        let now = js_sys::Date::now();
        self.now.set(now);
        self.at.set(Some((now, step)));
    }

    /// What is known of the design that is shown now.
    pub fn show(self, at: Option<Copy>) {
        self.now.set(js_sys::Date::now());
        self.at.set(at);
    }

    pub fn get(self) -> Option<Copy> {
        self.at.get_untracked()
    }

    /// The step that the file has; tracked.
    pub fn step(self) -> Option<u32> {
        self.at.get().map(|(_, step)| step)
    }

    /// The time now, tracked: goes on by itself.
    pub fn clock(self) -> f64 {
        self.now.get()
    }

    /// In words; tracked.
    pub fn words(self) -> String {
        words(self.at.get().map(|(at, _)| at), self.now.get())
    }
}

fn words(at: Option<f64>, now: f64) -> String {
    at.map_or_else(|| t("no file copy").into(), |at| say!("file copy {ago}", ago = ago(at, now)))
}

/// How long ago, in words.
pub fn ago(at: f64, now: f64) -> String {
    let minutes = ((now - at) / MINUTE).floor();
    match minutes {
        m if m < 1.0 => t("just now").into(),
        m if m < 60.0 => say!("{m} min ago", m = m),
        m if m < 1440.0 => say!("{n} h ago", n = (m / 60.0).floor()),
        m if m < 2880.0 => t("a day ago").into(),
        m => say!("{n} days ago", n = (m / 1440.0).floor()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago() {
        let ago = |minutes: f64| words(Some(0.0), minutes * MINUTE);
        assert_eq!(words(None, 5.0), "no file copy");
        assert_eq!([ago(0.9), ago(1.0), ago(59.9)], ["file copy just now", "file copy 1 min ago", "file copy 59 min ago"]);
        assert_eq!(
            [ago(60.0), ago(1439.0), ago(1440.0), ago(5000.0)],
            ["file copy 1 h ago", "file copy 23 h ago", "file copy a day ago", "file copy 3 days ago"]
        );
        assert_eq!(ago(-3.0), "file copy just now", "a clock that was put back");
    }
}
