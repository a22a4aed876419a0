//! When the design was last saved to a file of one's own: a browser's storage can be cleared, a file stays.

use super::prefs::local;
use crate::prelude::*;

const KEY: &str = "portico.copied";
const MINUTE: f64 = 60_000.0;

#[derive(Clone, Copy)]
pub struct Copied {
    /// In ms since 1970; none for a design of which there is no file.
    at: RwSignal<Option<f64>>,
    /// Goes on with time, so that "2 min ago" does not stay.
    now: RwSignal<f64>,
}

impl Copied {
    pub fn new() -> Self {
        let kept = local().and_then(|s| s.get_item(KEY).ok().flatten()).and_then(|t| t.parse().ok());
        let copied = Self { at: RwSignal::new(kept), now: RwSignal::new(js_sys::Date::now()) };
        gloo::timers::callback::Interval::new(20_000, move || copied.now.set(js_sys::Date::now())).forget();
        copied
    }

    /// The design on screen is in a file now.
    pub fn saved(self) {
        let now = js_sys::Date::now();
        self.now.set(now);
        self.set(Some(now));
    }

    /// Another design is on screen, of which there is no file.
    pub fn none(self) {
        self.set(None);
    }

    fn set(self, at: Option<f64>) {
        self.at.set(at);
        if let Some(store) = local() {
            let _ = match at {
                Some(at) => store.set_item(KEY, &at.to_string()),
                None => store.remove_item(KEY),
            };
        }
    }

    /// In words; tracked.
    pub fn words(self) -> String {
        words(self.at.get(), self.now.get())
    }
}

fn words(at: Option<f64>, now: f64) -> String {
    let Some(at) = at else { return "no file copy".into() };
    let minutes = ((now - at) / MINUTE).floor();
    match minutes {
        m if m < 1.0 => "file copy just now".into(),
        m if m < 60.0 => format!("file copy {m} min ago"),
        m if m < 1440.0 => format!("file copy {} h ago", (m / 60.0).floor()),
        m if m < 2880.0 => "file copy a day ago".into(),
        m => format!("file copy {} days ago", (m / 1440.0).floor()),
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
