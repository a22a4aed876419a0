//! Pictures of the design, SVG and PNG, with the design inside: whoever has the picture can open it again.

use super::{file, link};
use crate::state::Studio;
use crate::ui::dom;
use gloo::file::{Blob, ObjectUrl};
use portico_core::document::{Document, Id, Subnet};
use portico_core::drawing::{self, Tier};
use portico_core::interchange::save::LoadError;
use portico_core::interchange::share::picture;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlCanvasElement, HtmlImageElement};

#[wasm_bindgen]
extern "C" {
    /// A canvas's context for drawing.
    type Pen;
    #[wasm_bindgen(method, catch, js_name = drawImage)]
    fn draw(this: &Pen, image: &HtmlImageElement, x: f64, y: f64, w: f64, h: f64) -> Result<(), JsValue>;
}

/// Pixels of a picture at most, in one direction: browsers draw no larger ones.
const MOST: f64 = 8192.0;

/// What can be saved.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Svg,
    Png,
}

/// Saves a picture of the design on screen.
pub fn save(s: Studio, kind: Kind) {
    let doc = s.workspace.document();
    spawn_local(async move {
        let (suffix, mime) = match kind {
            Kind::Svg => (".svg", "image/svg+xml"),
            Kind::Png => (".png", "image/png"),
        };
        let name = file::called(&doc.assumptions.title, suffix);
        let done = async {
            let svg = with_design(s, &doc).await?;
            match kind {
                Kind::Svg => file::download(&name, mime, svg.as_bytes()),
                Kind::Png => {
                    let held = picture::from_svg(&svg).ok()?;
                    let bytes = painted(&svg).await?;
                    file::download(&name, mime, &picture::into_png(&bytes, &held).ok()?)
                }
            }
        };
        match done.await {
            Some(()) => s
                .notices
                .say(crate::say!("{name} is in your downloads. The design is inside: open the picture here to edit it.", name = name)),
            None => s.notices.problem("The browser could not make this picture."),
        }
    });
}

/// The design as SVG, coloured by what packets find.
pub fn drawn(s: Studio, doc: &Document) -> String {
    let class = |id: Id<Subnet>| {
        s.derived.facts.with_untracked(|f| {
            f.classes().get(&id).map_or(Tier::Private, |c| match c.as_str() {
                "public" => Tier::Public,
                "isolated" => Tier::Isolated,
                _ => Tier::Private,
            })
        })
    };
    drawing::svg_by(doc, &class)
}

async fn with_design(s: Studio, doc: &Document) -> Option<String> {
    Some(picture::into_svg(&drawn(s, doc), &link::text(doc).await.ok()?))
}

/// An SVG as the bytes of a PNG, twice as fine as the canvas at 100 %.
async fn painted(svg: &str) -> Option<Vec<u8>> {
    let url = ObjectUrl::from(Blob::new_with_options(svg.as_bytes(), Some("image/svg+xml")));
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&url);
    JsFuture::from(image.decode()).await.ok()?;
    let (w, h) = (f64::from(image.natural_width()), f64::from(image.natural_height()));
    let scale = 2f64.min(MOST / w.max(1.0)).min(MOST / h.max(1.0));
    let canvas: HtmlCanvasElement = dom::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width((w * scale).round() as u32);
    canvas.set_height((h * scale).round() as u32);
    let pen: Pen = canvas.get_context("2d").ok()??.unchecked_into();
    pen.draw(&image, 0.0, 0.0, w * scale, h * scale).ok()?;
    let blob = js_sys::Promise::new(&mut |done, _| {
        let callback = Closure::once_into_js(move |blob: JsValue| drop(done.call1(&JsValue::NULL, &blob)));
        let _ = canvas.to_blob(callback.unchecked_ref());
    });
    let blob: web_sys::Blob = JsFuture::from(blob).await.ok()?.dyn_into().ok()?;
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// The design in the bytes of a picture; none where they are no picture.
pub async fn open(bytes: &[u8]) -> Option<Result<Document, LoadError>> {
    let held = if picture::is_png(bytes) {
        picture::from_png(bytes)
    } else {
        // Programs that write SVG put declarations and comments before it.
        let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim_start();
        if !text.starts_with('<') {
            return None;
        }
        picture::from_svg(text)
    };
    match held {
        Ok(text) => Some(link::document(&text).await),
        Err(e) => Some(Err(e)),
    }
}
