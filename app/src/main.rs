//! The studio: draws the page and starts its state.

mod action;
mod canvas;
mod compare;
mod cost;
mod drill;
mod exchange;
mod finder;
mod findings;
mod geometry;
mod inspector;
mod intents;
mod language;
mod matrix;
mod palette;
mod policy;
mod prelude;
mod shell;
mod signal;
mod state;
#[cfg(test)]
mod testing;
mod tool;
mod trace;
mod ui;
mod view;

use prelude::*;
use state::Studio;

fn main() {
    console_error_panic_hook::set_once();
    mount_to_body(|| {
        let studio = Studio::provide();
        action::listen(studio, canvas::Driver::provide());
        studio.storage.start(exchange::listen(studio));
        studio.reaching.start();
        view! { <shell::Shell /> }
    });
}
