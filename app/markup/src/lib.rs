//! `view!` with Leptos's syntax, for `crate::view` of the studio: an element becomes a value of the one type `El`, not a type of its own.
//!
//! What is no element is left to Leptos: a component's call is handed on to its `view!`, with the children already made.

mod attribute;
mod node;

use proc_macro::TokenStream;
use quote::quote;

/// A view. One element gives an `El`, anything else an `AnyView`.
#[proc_macro]
pub fn view(tokens: TokenStream) -> TokenStream {
    let parsed = rstml::parse2(tokens.into()).and_then(|nodes| node::view(&nodes));
    parsed
        .unwrap_or_else(|error| {
            let error = error.into_compile_error();
            quote!({ #error })
        })
        .into()
}
