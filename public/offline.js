// Registers the service worker once the studio runs, and tells the page when a newer version waits. It takes over when a person says so
// or comes back, never in the middle of work.
const here = navigator.serviceWorker;
// The first visit loads without rivals; then the files are kept.
const AFTER = 4000;

async function start() {
  let registration;
  try {
    registration = await here.register("service-worker.js");
  } catch {
    // Forbidden, as in some private windows: the studio works, online.
    return;
  }
  let reloading = false;
  const tell = () => {
    if (registration.waiting && here.controller) dispatchEvent(new Event("portico-update"));
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", tell));
  tell();
  addEventListener("portico-reload", () => {
    reloading = true;
    if (registration.waiting) registration.waiting.postMessage("take over");
    else location.reload();
  });
  // Another tab may have asked: this one then goes on with the files it has.
  here.addEventListener("controllerchange", () => {
    if (reloading) location.reload();
  });
  // A studio that stays open for days looks now and then.
  setInterval(() => registration.update().catch(() => {}), 3_600_000);
}

if (here) setTimeout(start, AFTER);
