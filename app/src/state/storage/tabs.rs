//! Other tabs: one design is edited in one tab at a time (Web Locks), and tabs tell each other what they kept (BroadcastChannel).

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    fn request(name: &str, options: &Object, callback: &JsValue) -> Result<Promise, JsValue>;

    #[derive(Clone)]
    type BroadcastChannel;
    #[wasm_bindgen(constructor, catch)]
    fn new(name: &str) -> Result<BroadcastChannel, JsValue>;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post(this: &BroadcastChannel, text: &str) -> Result<(), JsValue>;
}

/// The right to edit a design, until it is let go or the tab ends.
#[derive(Clone)]
pub struct Lock(Function);

impl Lock {
    pub fn release(self) {
        let _ = self.0.call0(&JsValue::NULL);
    }
}

pub enum Answer {
    Held(Lock),
    /// Another tab has it.
    Taken,
    /// The browser has no locks here, as outside secure contexts: what is kept is compared before each write all the same.
    Unsupported,
}

/// How to ask.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Yes or no, at once.
    Now,
    /// When the other tab lets go or ends.
    InTurn,
    /// The other tab does not answer any more.
    Take,
}

/// Asks for the right to edit a design.
pub async fn ask(id: &str, how: Ask) -> Answer {
    let options = Object::new();
    let set = |name: &str| Reflect::set(&options, &name.into(), &JsValue::TRUE);
    let _ = match how {
        Ask::Now => set("ifAvailable"),
        Ask::Take => set("steal"),
        Ask::InTurn => Ok(true),
    };
    let name = format!("portico {id}");
    let answer = Promise::new(&mut |answer, _| {
        let said = answer.clone();
        let callback = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() {
                let _ = said.call1(&JsValue::NULL, &JsValue::NULL);
                return JsValue::UNDEFINED;
            }
            Promise::new(&mut |release, _| {
                let _ = said.call1(&JsValue::NULL, &release);
            })
            .into()
        });
        match request(&name, &options, &callback) {
            // It fails when the lock is taken away: the next write will find out.
            Ok(promise) => crate::ui::dom::ignore(&promise),
            Err(_) => drop(answer.call1(&JsValue::NULL, &JsValue::FALSE)),
        }
    });
    match JsFuture::from(answer).await.unwrap_or(JsValue::FALSE).dyn_into::<Function>() {
        Ok(release) => Answer::Held(Lock(release)),
        Err(v) if v.is_null() => Answer::Taken,
        Err(_) => Answer::Unsupported,
    }
}

/// What tabs say to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A design was kept.
    Kept(String),
    /// Another tab wants to edit a design.
    Wanted(String),
}

impl Said {
    fn text(&self) -> String {
        match self {
            Self::Kept(id) => format!("kept {id}"),
            Self::Wanted(id) => format!("wanted {id}"),
        }
    }

    fn read(text: &str) -> Option<Self> {
        match text.split_once(' ')? {
            ("kept", id) => Some(Self::Kept(id.into())),
            ("wanted", id) => Some(Self::Wanted(id.into())),
            _ => None,
        }
    }
}

/// The line between the tabs; none where the browser has none.
#[derive(Clone)]
pub struct Line(Option<BroadcastChannel>);

impl Line {
    /// Opens the line, for as long as the page is there.
    pub fn open(heard: impl Fn(Said) + 'static) -> Self {
        let line = BroadcastChannel::new("portico").ok();
        if let Some(line) = &line {
            gloo::events::EventListener::new(line.unchecked_ref::<web_sys::EventTarget>(), "message", move |e| {
                let text = e.dyn_ref::<web_sys::MessageEvent>().and_then(|e| e.data().as_string());
                if let Some(said) = text.as_deref().and_then(Said::read) {
                    heard(said);
                }
            })
            .forget();
        }
        Self(line)
    }

    pub fn say(&self, said: &Said) {
        if let Some(line) = &self.0 {
            let _ = line.post(&said.text());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Said;

    #[test]
    fn what_is_said_is_heard() {
        for said in [Said::Kept("a b".into()), Said::Wanted("x".into())] {
            assert_eq!(Said::read(&said.text()), Some(said));
        }
        assert_eq!(Said::read("hello"), None);
    }
}
