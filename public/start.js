// Starts the studio. In a file of its own because the content-security policy allows no script inside the page.
const tag = document.querySelector("script[data-wasm]");
const address = (name) => new URL(tag.dataset[name], document.baseURI).href;
try {
  const { default: init } = await import(address("js"));
  await init({ module_or_path: address("wasm") });
  document.getElementById("starting")?.remove();
  import(new URL("offline.js", document.baseURI).href).catch(() => {});
} catch (error) {
  const notice = document.getElementById("starting");
  if (notice) {
    notice.textContent = `The studio could not start: ${error?.message ?? error}. Reload the page; if that does not help, use a current browser with WebAssembly.`;
    notice.setAttribute("role", "alert");
  }
  throw error;
}
