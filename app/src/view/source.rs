//! Where the value of an attribute comes from, and how it gets onto an element.

use crate::prelude::*;
use leptos::tachys::renderer::Rndr;
use std::borrow::Cow;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// What of an element is set.
#[derive(PartialEq, Eq)]
pub enum At {
    Attribute(&'static str),
    /// One class, there or not.
    Class(&'static str),
    /// One property of the inline style.
    Style(&'static str),
    /// A property of the element's object in the page.
    Property(&'static str),
}

#[derive(Clone, PartialEq)]
pub enum Value {
    Nothing,
    Flag(bool),
    Text(Cow<'static, str>),
}

/// A value, or what gives it whenever a signal changes.
pub enum Source {
    Fixed(Value),
    Live(Box<dyn FnMut() -> Value + Send>),
}

/// Whether people read or hear what an attribute says: then it is in the page's language.
pub fn is_read(attribute: &str) -> bool {
    matches!(attribute, "aria-label" | "aria-description" | "aria-roledescription" | "title" | "placeholder" | "alt" | "label")
}

impl At {
    pub fn put(&self, el: &Element, value: &Value) {
        match self {
            Self::Attribute(name) => match value {
                Value::Text(Cow::Borrowed(text)) if is_read(name) => Rndr::set_attribute(el, name, t(text)),
                Value::Nothing | Value::Flag(false) => Rndr::remove_attribute(el, name),
                Value::Flag(true) => Rndr::set_attribute(el, name, ""),
                Value::Text(text) => Rndr::set_attribute(el, name, text),
            },
            Self::Class(name) => {
                let _ = el.class_list().toggle_with_force(name, *value == Value::Flag(true));
            }
            Self::Style(name) => {
                // Elements of SVG have a style too, at the same place.
                let style = el.unchecked_ref::<web_sys::HtmlElement>().style();
                let _ = match value {
                    Value::Text(text) => style.set_property(name, text),
                    _ => style.remove_property(name).map(drop),
                };
            }
            Self::Property(name) => {
                let value = match value {
                    Value::Nothing => JsValue::NULL,
                    Value::Flag(on) => (*on).into(),
                    Value::Text(text) => JsValue::from_str(text),
                };
                // A `value` is set after the children are there: of a `select` they are what can be chosen.
                Rndr::set_property_or_value(el, name, &value);
            }
        }
    }
}

/// Whatever an attribute's value may be written as: texts, numbers, flags, options of them, signals and closures of those.
pub trait IntoSource {
    fn put_on(self, el: &mut El, at: &'static At);
}

/// A value that does not change by itself.
pub trait IntoValue {
    fn into_value(self) -> Value;
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::Nothing, T::into_value)
    }
}

impl<T> IntoSource for Option<T>
where
    Option<T>: IntoValue,
{
    fn put_on(self, el: &mut El, at: &'static At) {
        el.set(at, Source::Fixed(self.into_value()));
    }
}

impl<V: IntoValue, F: FnMut() -> V + Send + 'static> IntoSource for F {
    fn put_on(mut self, el: &mut El, at: &'static At) {
        el.follow(at, Box::new(move || self().into_value()));
    }
}

macro_rules! values {
    ($($t:ty => |$x:ident| $e:expr;)*) => {$(
        impl IntoValue for $t {
            fn into_value(self) -> Value {
                let $x = self;
                $e
            }
        }

        impl IntoSource for $t {
            fn put_on(self, el: &mut El, at: &'static At) {
                el.set(at, Source::Fixed(self.into_value()));
            }
        }
    )*};
}
values! {
    &'static str => |x| Value::Text(Cow::Borrowed(x));
    String => |x| Value::Text(Cow::Owned(x));
    bool => |x| Value::Flag(x);
    i32 => |x| x.to_string().into_value();
    u32 => |x| x.to_string().into_value();
    i64 => |x| x.to_string().into_value();
    u64 => |x| x.to_string().into_value();
    usize => |x| x.to_string().into_value();
    f64 => |x| x.to_string().into_value();
}

macro_rules! signals {
    ($($t:ident)*) => {$(
        impl<T: IntoValue + Clone + Send + Sync + 'static> IntoSource for $t<T> {
            fn put_on(self, el: &mut El, at: &'static At) {
                el.follow(at, Box::new(move || self.get().into_value()));
            }
        }
    )*};
}
signals! { Signal Memo RwSignal }
