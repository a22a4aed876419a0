//! Attributes: what is known when compiling, and what is called for when the element is made.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use rstml::node::{KeyedAttribute, NodeAttribute};
use syn::Expr;
use syn::spanned::Spanned;

#[derive(Default)]
pub struct Attributes {
    /// Names and values known here.
    pub fixed: Vec<(String, String)>,
    pub live: Vec<Live>,
}

/// What is set when the element is made.
pub enum Live {
    /// A call on the `El`.
    Call(TokenStream),
    /// Where a value goes, and the value.
    Set(TokenStream, TokenStream),
}

impl Live {
    pub fn on(&self, el: &Ident) -> TokenStream {
        match self {
            Self::Call(call) => quote!(#el.#call),
            Self::Set(at, value) => quote_spanned!(value.span()=> crate::view::IntoSource::put_on(#value, &mut #el, &#at)),
        }
    }
}

pub fn all(attributes: &[NodeAttribute]) -> syn::Result<Attributes> {
    let mut out = Attributes::default();
    for attribute in attributes {
        match attribute {
            NodeAttribute::Attribute(a) => add(a, &mut out)?,
            NodeAttribute::Block(b) => return Err(syn::Error::new(b.span(), "an element's attributes are written out: NAME=VALUE")),
        }
    }
    Ok(out)
}

fn add(attribute: &KeyedAttribute, out: &mut Attributes) -> syn::Result<()> {
    let key = attribute.key.to_string().replace(' ', "");
    let key = key.trim_start_matches("r#");
    let Some(value) = attribute.value() else {
        out.fixed.push((key.into(), String::new()));
        return Ok(());
    };
    let (space, name) = key.split_once(':').unwrap_or(("", key));
    let live = match space {
        "" if key == "node_ref" => Live::Call(quote_spanned!(value.span()=> node_ref(#value))),
        "" => match (attribute.value_literal_string(), value) {
            // Present or absent, as a flag is.
            (Some(text), Expr::Lit(l)) if matches!(l.lit, syn::Lit::Bool(_)) => {
                if text == "true" {
                    out.fixed.push((key.into(), String::new()));
                }
                return Ok(());
            }
            (Some(text), _) => {
                out.fixed.push((key.into(), text));
                return Ok(());
            }
            (None, _) => set("Attribute", name, value),
        },
        "class" => set("Class", name, value),
        "style" => set("Style", name, value),
        "prop" => set("Property", name, value),
        "on" => {
            let event = format_ident!("{name}", span = attribute.key.span());
            Live::Call(quote_spanned!(value.span()=> on(::leptos::ev::#event, #value)))
        }
        other => return Err(syn::Error::new(attribute.key.span(), format!("an element knows no `{other}:`"))),
    };
    out.live.push(live);
    Ok(())
}

fn set(what: &str, name: &str, value: &Expr) -> Live {
    let what = format_ident!("{what}");
    let value = match value {
        Expr::Block(b) => crate::node::bare(&b.block),
        other => quote!(#other),
    };
    Live::Set(quote!(crate::view::At::#what(#name)), value)
}
