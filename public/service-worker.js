// Keeps every file of the studio, so that it works offline after the first visit. `cargo xtask build` writes the list of files and a
// version made from their contents into the first two lines; without them nothing is kept.
const VERSION = "";
const FILES = [];

const PREFIX = "portico ";
const NAME = PREFIX + VERSION;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(NAME);
      // Past the browser's own cache: a file must be the one that the list was made from.
      await cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })));
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      // The version before stays: a page that was opened with it may still ask for its files.
      const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
      await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

// The page says when: never in the middle of somebody's work.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !VERSION || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(request.mode === "navigate" ? page(request) : answer(request));
});

// Who comes, or comes again, in the only tab has no work open: a version that waits takes over, and the page is asked for once more.
// A page that is loaded again counts itself. Where a browser does not say that it is loaded again, the page asks the person.
async function page(request) {
  const { waiting } = self.registration;
  if (waiting && (await self.clients.matchAll({ type: "window" })).length <= (request.isReloadNavigation ? 1 : 0)) {
    waiting.postMessage("take over");
    // With an icon, so that the browser looks for none.
    return new Response('<!doctype html><link rel="icon" href="data:,">', { headers: { Refresh: "0", "Content-Type": "text/html" } });
  }
  return answer(request);
}

const HOME = new URL("./", self.location).pathname;

async function answer(request) {
  const path = new URL(request.url).pathname;
  const wanted = path === HOME || path === `${HOME}index.html` ? "./" : request;
  const cache = await caches.open(NAME);
  // Whatever is behind a `?` in an address: files are told apart by their names.
  const any = { ignoreSearch: true };
  const kept = (await cache.match(wanted, any)) ?? (await caches.match(wanted, any));
  return kept ?? fetch(request);
}
