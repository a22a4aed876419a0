// Starts the studio. In a file of its own because the content-security policy allows no script inside the page.
const tag = document.querySelector("script[data-wasm]");
// How long until a part that did not load is asked for again.
const AGAIN = 5000;
const address = (name) => new URL(tag.dataset[name], document.baseURI).href;
try {
  const { default: init } = await import(address("js"));
  await words();
  const wasm = await init({ module_or_path: address("wasm") });
  document.getElementById("starting")?.remove();
  whole(wasm);
  import(new URL("offline.js", document.baseURI).href).catch(() => {});
} catch (error) {
  const notice = document.getElementById("starting");
  if (notice) {
    notice.textContent = `The studio could not start: ${error?.message ?? error}. Reload the page; if that does not help, use a current browser with WebAssembly.`;
    notice.setAttribute("role", "alert");
  }
  throw error;
}

// The page's language: as chosen here before, else the browser's first that there are words for. English needs none. Where a catalogue
// does not come, the page is English.
async function words() {
  const known = ["en", "es", "zh"];
  let kept = null;
  try {
    kept = localStorage.getItem("portico.language");
  } catch {
    // Forbidden storage: the browser's language.
  }
  const wanted = [kept, ...navigator.languages].map((l) => l?.slice(0, 2).toLowerCase());
  const code = wanted.find((l) => known.includes(l)) ?? "en";
  if (code === "en") return;
  try {
    const response = await fetch(new URL(`words/${code}.json`, document.baseURI));
    if (!response.ok) return;
    globalThis.porticoWords = await response.text();
    document.documentElement.lang = code;
  } catch {
    // Offline before the first visit was whole.
  }
}

// The studio stands: the rest of its module joins it, as soon as it can be had.
async function whole(wasm) {
  const { join } = await import(new URL("rest.js", document.baseURI).href);
  for (;;) {
    try {
      return await join(wasm);
    } catch {
      dispatchEvent(new Event("portico-part"));
      await new Promise((resume) => setTimeout(resume, AGAIN));
    }
  }
}
