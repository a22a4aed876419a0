//! The policy editor of endpoints, buckets, tables and roles: a sheet with the text, a form and a library at the left, and at the
//! right what is wrong with the policy, what an edit changes and what it lets through.
//!
//! Plain data first (`judge`, `highlight`, `caret`, `complete`, `answers`), drawn in `draw/`. A text that is typed is a draft until it
//! is applied or the sheet is closed: one undo step. One that is no policy stays a draft, also through a reload of the page.
//!
//! `data-testid`s, all stable, with the policy's own id (`policy`, `policy-0`, `boundary`) in the place of `policy`: `policy-open`,
//! `policy-tab-text`, `-form`, `-library`, `-reach`; `policy-text`, `policy-said`, `policy-size`, `policy-save`, `policy-revert`,
//! `policy-pretty`, `policy-options` with `policy-option-0` …, `policy-problems` with `policy-problem-0` …; `policy-change` with
//! `policy-gained` and `policy-lost`; `policy-lets` with `policy-way-0` … and `policy-ask-0` …, whose `data-answer` is `yes`, `no`
//! or `undecided`; `policy-starter-ID`; `policy-caller-0` … with `data-verdict`, `policy-draw`; on the canvas
//! `call` with `data-verdict`, `calls-key`, `calls-close`; in the form `policy-statement-0` ….

mod answers;
mod callers;
mod canvas;
mod caret;
mod complete;
mod design;
mod draw;
mod highlight;
mod judge;
mod say;

pub use canvas::{Callers, Calls, CallsKey};
pub use design::{Design, design, objects};
pub use draw::policy;
pub use judge::For;
