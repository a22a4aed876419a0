//! Deflate and inflate with the browser's own streams, so that no compressor is in the bundle. What is inflated is bounded.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair};

#[wasm_bindgen]
extern "C" {
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

const FORMAT: &str = "deflate-raw";

/// Why bytes did not come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The browser has no such stream.
    Unsupported,
    Damaged,
    TooLarge,
}

pub async fn deflate(bytes: &[u8]) -> Result<Vec<u8>, Trouble> {
    let stream = CompressionStream::new(FORMAT).map_err(|_| Trouble::Unsupported)?;
    through(bytes, stream.unchecked_ref(), usize::MAX).await
}

/// Stops at `most` bytes.
pub async fn inflate(bytes: &[u8], most: usize) -> Result<Vec<u8>, Trouble> {
    let stream = DecompressionStream::new(FORMAT).map_err(|_| Trouble::Unsupported)?;
    through(bytes, stream.unchecked_ref(), most).await
}

async fn through(bytes: &[u8], pair: &ReadableWritablePair, most: usize) -> Result<Vec<u8>, Trouble> {
    let blob: web_sys::Blob = gloo::file::Blob::new(bytes).into();
    let stream: ReadableStream = blob.stream().pipe_through(pair);
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut out = Vec::new();
    loop {
        let part = JsFuture::from(reader.read()).await.map_err(|_| Trouble::Damaged)?;
        let value = Reflect::get(&part, &"value".into()).unwrap_or(JsValue::UNDEFINED);
        let Ok(part) = value.dyn_into::<Uint8Array>() else { return Ok(out) };
        if part.length() as usize > most.saturating_sub(out.len()) {
            crate::ui::dom::ignore(&reader.cancel());
            return Err(Trouble::TooLarge);
        }
        out.extend_from_slice(&part.to_vec());
    }
}
