//! Work off the page's thread: asks `worker.js`, one thing at a time. The worker is loaded at the first question and ended with its owner.

use super::file;
use crate::prelude::*;
use crate::state::{Prices, Studio, studio};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker};

/// What is asked for.
#[derive(Clone)]
pub struct Job {
    /// The name of what `portico-worker` exports.
    pub ask: &'static str,
    /// The save file of the design; none where files alone are asked about.
    pub design: String,
    /// Findings not mended, in a sentence each; or what else is asked.
    pub open: Vec<String>,
    /// Files by name, where these are what is asked about, and not a design.
    pub files: Vec<(String, Uint8Array)>,
    /// A file that the worker reads by itself, piece by piece: it may be larger than the page can hold.
    pub file: Option<web_sys::File>,
}

impl Job {
    /// A question about a design.
    pub fn of(ask: &'static str, design: String, open: Vec<String>) -> Self {
        Self { ask, design, open, files: Vec::new(), file: None }
    }
}

type Done = Box<dyn FnOnce(Result<JsValue, String>)>;

#[derive(Clone, Copy)]
pub struct Desk {
    inner: StoredValue<Inner, LocalStorage>,
    /// How far it is with a file, from 0 to 1.
    progress: RwSignal<f64>,
    /// What every question about a design goes by.
    prices: Prices,
}

#[derive(Default)]
struct Inner {
    worker: Option<Worker>,
    /// The worker has its module: it can be ended without breaking off what it loads.
    loaded: bool,
    /// How often something was asked: an answer names its question by that.
    asked: u32,
    at_work: Option<Done>,
    waiting: Vec<(Job, Done)>,
}

impl Desk {
    pub fn new() -> Self {
        let desk = Self { inner: StoredValue::new_local(Inner::default()), progress: RwSignal::new(0.0), prices: studio().prices };
        on_cleanup(move || {
            // The stored value goes with the same owner, so this is the last that is seen of it.
            match desk.inner.try_update_value(|i| (i.worker.take(), i.loaded)) {
                Some((Some(worker), true)) => worker.terminate(),
                Some((Some(worker), false)) => drop(worker.post_message(&JsValue::from_str("end"))),
                _ => {}
            }
        });
        desk
    }

    /// Asks. What waits for the same is dropped: only the newest answer is of use.
    pub fn ask(self, job: Job, done: impl FnOnce(Result<JsValue, String>) + 'static) {
        self.inner.update_value(|i| {
            i.waiting.retain(|(j, _)| j.ask != job.ask);
            i.waiting.push((job, Box::new(done)));
        });
        self.next();
    }

    /// Asks for an archive, which goes to the browser's downloads.
    pub fn archive(self, s: Studio, job: Job, name: String) {
        self.ask(job, move |answer| match answer {
            Ok(bytes) => file::save(s, &name, "application/zip", &Uint8Array::new(&bytes).to_vec()),
            Err(why) => s.notices.problem(say!("No archive: {why}.", why = why)),
        });
    }

    /// How far the worker is with the file it reads, from 0 to 1; tracked.
    pub fn progress(self) -> f64 {
        self.progress.get()
    }

    /// Nobody wants the answer any more: what is at work is broken off.
    pub fn stop(self) {
        self.inner.update_value(|i| {
            i.at_work = None;
            i.waiting.clear();
            i.loaded = false;
            if let Some(worker) = i.worker.take() {
                worker.terminate();
            }
        });
    }

    fn next(self) {
        let started = self.inner.try_update_value(|i| {
            if i.at_work.is_some() || i.waiting.is_empty() {
                return Ok(());
            }
            if i.worker.is_none() {
                i.worker = Some(self.hire()?);
            }
            let (job, done) = i.waiting.remove(0);
            i.asked += 1;
            i.at_work = Some(done);
            self.progress.set(0.0);
            let message = message(i.asked, &job, &self.prices.text());
            i.worker.as_ref().map_or(Ok(()), |w| w.post_message(&message))
        });
        if let Some(Err(_)) = started {
            self.give_up();
        }
    }

    fn hire(self) -> Result<Worker, JsValue> {
        let worker = Worker::new("worker.js")?;
        let hear = Closure::<dyn Fn(MessageEvent)>::new(move |e: MessageEvent| self.hear(&e.data()));
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        hear.forget();
        let fail = Closure::<dyn Fn()>::new(move || self.give_up());
        worker.set_onerror(Some(fail.as_ref().unchecked_ref()));
        fail.forget();
        Ok(worker)
    }

    fn hear(self, answer: &JsValue) {
        if answer.as_string().is_some() {
            self.inner.try_update_value(|i| i.loaded = true);
            return;
        }
        let get = |name: &str| Reflect::get(answer, &name.into()).ok().filter(|v| !v.is_undefined());
        let number = get("number").and_then(|n| n.as_f64());
        if let Some(part) = get("told").and_then(|t| t.as_f64()) {
            let asked = self.inner.try_with_value(|i| number == Some(f64::from(i.asked)));
            if asked == Some(true) {
                self.progress.set(part);
            }
            return;
        }
        let done = self.inner.try_update_value(|i| i.at_work.take_if(|_| number == Some(f64::from(i.asked)))).flatten();
        if let Some(done) = done {
            let failed = || get("failed").and_then(|f| f.as_string()).unwrap_or_else(|| t("it gave no answer").into());
            done(get("made").ok_or_else(failed));
        }
        self.next();
    }

    /// The worker does not start or has broken down: whoever waits is told, and the next question tries anew.
    fn give_up(self) {
        let all = self.inner.try_update_value(|i| {
            i.loaded = false;
            if let Some(worker) = i.worker.take() {
                worker.terminate();
            }
            let waiting = std::mem::take(&mut i.waiting).into_iter().map(|(_, done)| done);
            i.at_work.take().into_iter().chain(waiting).collect::<Vec<_>>()
        });
        for done in all.into_iter().flatten() {
            done(Err(t("the part of the studio that makes them did not load or broke down; reload the page").into()));
        }
    }
}

/// An answer that is text, read.
pub fn read<T>(answer: Result<JsValue, String>, read: impl FnOnce(&str) -> Option<T>) -> Result<T, String> {
    answer?.as_string().and_then(|text| read(&text)).ok_or_else(|| t("the answer cannot be read").into())
}

fn message(number: u32, job: &Job, prices: &str) -> Object {
    let open: Array = job.open.iter().map(|t| JsValue::from_str(t)).collect();
    let given = if let Some(file) = &job.file {
        Array::of2(file, &open)
    } else if job.files.is_empty() {
        Array::of3(&JsValue::from_str(&job.design), &open, &JsValue::from_str(prices))
    } else {
        let names: Array = job.files.iter().map(|(name, _)| JsValue::from_str(name)).collect();
        let files: Array = job.files.iter().map(|(_, bytes)| JsValue::from(bytes)).collect();
        Array::of4(&names, &files, &open, &JsValue::from_str(&job.design))
    };
    let message = Object::new();
    let language = JsValue::from_str(crate::language::Language::now().code());
    for (name, value) in [("number", &number.into()), ("ask", &JsValue::from_str(job.ask)), ("given", &given), ("language", &language)] {
        let _ = Reflect::set(&message, &name.into(), value);
    }
    message
}
