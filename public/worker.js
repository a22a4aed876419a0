// Runs the module of what is needed seldom, off the page's thread. A message { number, ask, given } is answered by { number, made } or
// { number, failed }. Whoever no longer wants an answer ends the worker.
importScripts("portico-worker.js");
const ready = wasm_bindgen({ module_or_path: "portico-worker_bg.wasm" });
onmessage = async ({ data: { number, ask, given } }) => {
  try {
    await ready;
    postMessage({ number, made: wasm_bindgen[ask](...given) });
  } catch (error) {
    postMessage({ number, failed: String(error?.message ?? error) });
  }
};
