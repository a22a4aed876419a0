// Runs the module of what is needed seldom, off the page's thread. A message { number, ask, given, language } is answered by { number, made } or
// { number, failed }; before that, { number, told } may say how far it is. "loaded" is told once; whoever no longer wants an answer ends
// the worker, before that by the message "end".
importScripts("portico-worker.js");
const ready = wasm_bindgen({ module_or_path: "portico-worker_bg.wasm" });
ready.then(() => postMessage("loaded"), () => {});
// The words of the page's language; where they do not come, the answer is English.
const words = (language) => fetch(`words/${language}.json`).then((r) => (r.ok ? r.text() : ""), () => "");
onmessage = async ({ data }) => {
  if (data === "end") return ready.then(close, close);
  const { number, ask, given, language } = data;
  try {
    await ready;
    if (language !== "en") globalThis.porticoWords ??= await words(language);
    postMessage({ number, made: await wasm_bindgen[ask](...given, (told) => postMessage({ number, told })) });
  } catch (error) {
    postMessage({ number, failed: String(error?.message ?? error) });
  }
};
