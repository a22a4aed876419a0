//! An element: its tag, attributes, handlers and children, and what is kept of it while it stands in the page.

use super::source::{At, Source, Value, is_read};
use crate::language::t;
use leptos::ev::EventDescriptor;
use leptos::html::ElementType;
use leptos::prelude::{AddAnyAttr, AnyView, IntoAny, Mountable, Owner, Render, RenderEffect, RenderHtml};
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::{RemoveEventHandler, Rndr};
use leptos::tachys::view::any_view::{AnyViewState, AnyViewWithAttrs};
use leptos::tachys::view::{Position, PositionState};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;
use web_sys::{Element, Node};

const SVG: &str = "http://www.w3.org/2000/svg";

/// What is known of an element when compiling.
pub struct Tag {
    pub name: &'static str,
    pub svg: bool,
    pub fixed: &'static [(&'static str, &'static str)],
}

/// An element to be made, or to be made of one that stands already.
pub struct El {
    tag: &'static Tag,
    parts: Vec<Part>,
    children: Vec<AnyView>,
}

enum Part {
    Set(&'static At, Source),
    On(&'static str, SendWrapper<Box<dyn FnMut(JsValue)>>),
    Ref(Box<dyn FnOnce(&Element) + Send>),
}

impl El {
    pub fn new(tag: &'static Tag) -> Self {
        Self { tag, parts: Vec::new(), children: Vec::new() }
    }

    #[inline(never)]
    pub fn set(&mut self, at: &'static At, source: Source) {
        self.parts.push(Part::Set(at, source));
    }

    /// Sets what a closure gives, again whenever a signal that it read changes.
    #[inline(never)]
    pub fn follow(&mut self, at: &'static At, get: Box<dyn FnMut() -> Value + Send>) {
        self.set(at, Source::Live(get));
    }

    pub fn on<E>(&mut self, event: E, mut handler: impl FnMut(E::EventType) + 'static)
    where
        E: EventDescriptor,
        E::EventType: From<JsValue>,
    {
        self.listen(event.name(), Box::new(move |e| handler(E::EventType::from(e))));
    }

    pub fn node_ref<E: ElementType>(&mut self, node_ref: impl NodeRefContainer<E> + 'static) {
        self.parts.push(Part::Ref(Box::new(move |el| node_ref.load(el))));
    }

    #[inline(never)]
    pub fn child(&mut self, child: AnyView) {
        self.children.push(child);
    }

    /// What a handler makes belongs to who made the element, as with Leptos.
    #[inline(never)]
    fn listen(&mut self, event: std::borrow::Cow<'static, str>, mut handler: Box<dyn FnMut(JsValue)>) {
        let std::borrow::Cow::Borrowed(event) = event else { return };
        let owner = Owner::current().unwrap_or_default();
        self.parts.push(Part::On(event, SendWrapper::new(Box::new(move |e| owner.with(|| handler(e))))));
    }
}

/// An element in the page.
pub struct Standing {
    tag: &'static Tag,
    el: Element,
    parts: Vec<Held>,
    children: Vec<AnyViewState>,
}

/// What keeps a part going: dropped, it ends.
enum Held {
    Fixed(&'static At, Value),
    Live(&'static At, #[expect(dead_code, reason = "runs while it is kept")] RenderEffect<()>),
    On(&'static str, #[expect(dead_code, reason = "listens while it is kept")] RemoveEventHandler<Element>),
    Ref,
}

impl Part {
    fn begin(self, el: &Element) -> Held {
        match self {
            Self::Set(at, Source::Fixed(value)) => {
                if value != Value::Nothing && value != Value::Flag(false) {
                    at.put(el, &value);
                }
                Held::Fixed(at, value)
            }
            Self::Set(at, Source::Live(mut get)) => {
                let el = el.clone();
                let mut last = Value::Nothing;
                let mut first = true;
                let effect = RenderEffect::new(move |_| {
                    let value = get();
                    // A property may have been changed by the person: it is always written.
                    if first || value != last || matches!(at, At::Property(_)) {
                        at.put(&el, &value);
                    }
                    (first, last) = (false, value);
                });
                Held::Live(at, effect)
            }
            Self::On(event, handler) => Held::On(event, Rndr::add_event_listener(el, event, handler.take())),
            Self::Ref(load) => {
                load(el);
                Held::Ref
            }
        }
    }

    /// Goes on where another of the same kind and name stood.
    fn follow(self, el: &Element, before: &mut Held) {
        if let (Self::Set(at, Source::Fixed(value)), Held::Fixed(_, last)) = (&self, &mut *before) {
            if value != last || matches!(at, At::Property(_)) {
                at.put(el, value);
                *last = value.clone();
            }
            return;
        }
        *before = self.begin(el);
    }

    fn follows(&self, before: &Held) -> bool {
        match (self, before) {
            (Self::Set(at, _), Held::Fixed(was, _) | Held::Live(was, _)) => at == was,
            (Self::On(event, _), Held::On(was, _)) => event == was,
            (Self::Ref(_), Held::Ref) => true,
            _ => false,
        }
    }
}

impl Render for El {
    type State = Standing;

    fn build(self) -> Standing {
        let el = Rndr::create_element(self.tag.name, self.tag.svg.then_some(SVG));
        for (name, value) in self.tag.fixed {
            Rndr::set_attribute(&el, name, if is_read(name) { t(value) } else { value });
        }
        let parts = self.parts.into_iter().map(|p| p.begin(&el)).collect();
        let mut children: Vec<AnyViewState> = self.children.into_iter().map(Render::build).collect();
        for child in &mut children {
            child.mount(&el, None);
        }
        Standing { tag: self.tag, el, parts, children }
    }

    /// An element of the same place in the code is made of the one that stands, so that focus and what was typed stay.
    fn rebuild(self, state: &mut Standing) {
        let same = std::ptr::eq(self.tag, state.tag)
            && self.children.len() == state.children.len()
            && self.parts.len() == state.parts.len()
            && self.parts.iter().zip(&state.parts).all(|(p, h)| p.follows(h));
        if !same {
            let mut new = self.build();
            state.insert_before_this(&mut new);
            state.unmount();
            *state = new;
            return;
        }
        for (part, held) in self.parts.into_iter().zip(&mut state.parts) {
            part.follow(&state.el, held);
        }
        for (child, standing) in self.children.into_iter().zip(&mut state.children) {
            child.rebuild(standing);
        }
    }
}

impl Mountable for Standing {
    fn unmount(&mut self) {
        self.el.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        Rndr::insert_node(parent, &self.el, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(parent) = self.el.parent_element() else { return false };
        child.mount(&parent, Some(&self.el));
        true
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.el.clone()]
    }
}

/// Leptos asks this of every view. The studio is drawn in the browser alone: no HTML is written, none is found and woken.
impl RenderHtml for El {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Standing {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl AddAnyAttr for El {
    type Output<New: Attribute> = AnyViewWithAttrs;

    fn add_any_attr<New: Attribute>(self, attribute: New) -> AnyViewWithAttrs {
        self.into_any().add_any_attr(attribute)
    }
}
