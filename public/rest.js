// The second part of the studio's module: what the first picture does without. It is asked for while the first part is, and joined to it
// when it has come. Should one of its functions be wanted before that, it is loaded there and then.
const tag = document.querySelector("script[data-rest]");
const address = tag && new URL(tag.dataset.rest, document.baseURI).href;
const LENT = "rest:";

// Read at once: a body that nobody reads keeps a connection, and the server's attention, from the first part.
function ask() {
  const module = compiled(fetch(address, { priority: "low" }));
  // Whoever joins is told.
  module.catch(() => {});
  return module;
}

async function compiled(asked) {
  const response = await asked;
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const typed = response.headers.get("Content-Type") === "application/wasm";
  return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

let coming = address && ask();

// What the first part lends to the second: its memory, tables, globals and the functions that both use.
function lent(wasm) {
  const things = Object.entries(wasm).filter(([name]) => name.startsWith(LENT));
  return { rest: Object.fromEntries(things.map(([name, thing]) => [name.slice(LENT.length), thing])) };
}

const joined = (wasm) => wasm["rest:loaded"].value === 1;

function settle(wasm) {
  wasm["rest:loaded"].value = 1;
  // After the call that may have asked for it: who hears it changes the page.
  queueMicrotask(() => dispatchEvent(new Event("portico-whole")));
}

// Joins the second part when it has come.
export async function join(wasm) {
  if (!address || joined(wasm)) return;
  try {
    const module = await coming;
    if (joined(wasm)) return;
    new WebAssembly.Instance(module, lent(wasm));
    settle(wasm);
  } catch (error) {
    coming = ask();
    throw error;
  }
}

// Loads it while the caller waits. A page may not wait for bytes, so they come as text, one character each.
export function load(wasm) {
  if (joined(wasm)) return;
  const request = new XMLHttpRequest();
  // Under an address of its own: the browser lets two askers of the same one wait for each other.
  request.open("GET", `${address}?now`, false);
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  if (request.status !== 200) throw new Error(`a part of the studio did not load (${request.status}); reload the page`);
  const bytes = Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 255);
  new WebAssembly.Instance(new WebAssembly.Module(bytes), lent(wasm));
  settle(wasm);
}
