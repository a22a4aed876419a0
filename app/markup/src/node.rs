//! Nodes: elements, components, text, blocks.

use crate::attribute;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use rstml::node::{Node, NodeBlock, NodeElement};
use syn::spanned::Spanned;

/// All nodes as one view.
pub fn view(nodes: &[Node]) -> syn::Result<TokenStream> {
    match nodes {
        [] => Ok(quote!(())),
        [Node::Element(element)] => self::element(element, false),
        [one] => child(one),
        several => {
            let children = several.iter().map(child).collect::<syn::Result<Vec<_>>>()?;
            Ok(quote!(crate::view::several(::std::vec![#(#children),*])))
        }
    }
}

/// A node as an `AnyView`.
fn child(node: &Node) -> syn::Result<TokenStream> {
    let inside = inside(node, false)?;
    Ok(quote_spanned!(node.span()=> crate::view::IntoChild::into_child(#inside)))
}

/// A node as something that may be a child.
fn inside(node: &Node, svg: bool) -> syn::Result<TokenStream> {
    match node {
        Node::Element(e) => element(e, svg),
        Node::Text(text) => {
            let text = text.value_string();
            Ok(quote!(#text))
        }
        Node::Block(NodeBlock::ValidBlock(b)) => Ok(bare(b)),
        Node::Block(NodeBlock::Invalid(b)) => Ok(quote!(#b)),
        Node::Fragment(fragment) => view(&fragment.children),
        other => Err(syn::Error::new(other.span(), "this kind of node has no place in a view")),
    }
}

/// A block of one expression without its braces.
pub fn bare(block: &syn::Block) -> TokenStream {
    match block.stmts.as_slice() {
        [syn::Stmt::Expr(e, None)] => quote!(#e),
        _ => quote!(#block),
    }
}

fn element(element: &NodeElement<rstml::Infallible>, in_svg: bool) -> syn::Result<TokenStream> {
    let name = element.name().to_string();
    if name.starts_with(|c: char| c.is_ascii_uppercase()) || name.contains("::") {
        return component(element);
    }
    let svg = in_svg || SVG.contains(&name.as_str());
    let attributes = attribute::all(element.attributes())?;
    let children = element.children.iter().map(|n| inside(n, svg && name != "foreignObject")).collect::<syn::Result<Vec<_>>>()?;
    let el = Ident::new("el", Span::mixed_site());
    let fixed = attributes.fixed.iter().map(|(name, value)| quote!((#name, #value)));
    let set = attributes.live.iter().map(|a| a.on(&el));
    Ok(quote!({
        #[allow(unused_mut)]
        let mut #el = crate::view::El::new(&crate::view::Tag { name: #name, svg: #svg, fixed: &[#(#fixed),*] });
        #(#set;)*
        #(crate::view::IntoChild::put_in(#children, &mut #el);)*
        #el
    }))
}

/// A component's call, with its children made here.
fn component(element: &NodeElement<rstml::Infallible>) -> syn::Result<TokenStream> {
    let mut call = element.clone();
    if !call.children.is_empty() {
        let made = view(&call.children)?;
        let block = syn::parse2(quote!({ #made }))?;
        call.children = vec![Node::Block(NodeBlock::ValidBlock(block))];
    }
    Ok(quote!(crate::view::component(::leptos::prelude::view! { #call })))
}

/// Elements of SVG whose name says so; the others follow their parent.
const SVG: [&str; 20] = [
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "textPath",
    "defs",
    "use",
    "symbol",
    "marker",
    "pattern",
    "clipPath",
    "mask",
    "foreignObject",
];
