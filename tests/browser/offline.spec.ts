// Offline after the first visit; installable; a new version comes when a person says so, and takes no work away.
import { createServer, type Server } from "node:http";
import type { Page } from "@playwright/test";
import { expect, open, test } from "./studio";
import { box, put, type } from "./hand";

/** Waits until every file of the studio is kept and the page is served from them. */
async function kept(page: Page) {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active && active.state !== "activated") await new Promise((done) => active.addEventListener("statechange", done, { once: true }));
    if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  });
}

test("after the first visit it works without a network, with what was drawn", async ({ page, context, complaints }) => {
  await open(page);
  await put(page, "vpc");
  await expect(page.getByTestId("header-saved")).toHaveText("Saved in this browser");
  await kept(page);
  await context.setOffline(true);
  await page.reload();
  await expect(page.locator("#starting")).toHaveCount(0);
  await expect(box(page, "vpc")).toBeVisible();
  await put(page, "vpc");
  await expect(box(page, "vpc-2")).toBeVisible();
  await expect(page.getByTestId("header-saved")).toHaveText("Saved in this browser");
  // Also what is asked for later: faces, examples, code.
  expect(await page.evaluate(async () => (await document.fonts.load("16px 'JetBrains Mono'")).map((f) => f.status))).toEqual(["loaded"]);
  await page.getByTestId("action-open").click();
  await page.getByTestId("example-private-s3").click();
  await page.getByTestId("drawer-tab-code").click();
  await expect(page.getByTestId("code-view")).toContainText("resource");
  // The policy holds for what comes from the kept files.
  const policy = await page.evaluate(async () => (await fetch("./")).headers.get("content-security-policy"));
  expect(policy).toContain("default-src 'none'");
  await context.setOffline(false);
  // The worker's own look for a newer one is all that may fail.
  complaints.splice(0, complaints.length, ...complaints.filter((c) => !c.includes("service-worker.js")));
});

test("it can be installed", async ({ page }) => {
  await open(page);
  await kept(page);
  const line = await page.context().newCDPSession(page);
  const { url, errors, data } = await line.send("Page.getAppManifest");
  expect(url).toContain("manifest.webmanifest");
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data!) as { icons: { src: string; sizes: string; type: string }[]; display: string };
  expect(manifest.display).toBe("standalone");
  for (const icon of manifest.icons) {
    const found = await page.evaluate(async (src) => {
      const answer = await fetch(src);
      const image = await createImageBitmap(await answer.blob()).catch(() => null);
      return [answer.status, answer.headers.get("content-type"), image?.width ?? 0];
    }, icon.src);
    expect(found.slice(0, 2)).toEqual([200, icon.type]);
    if (icon.type === "image/png") expect(`${found[2]}x${found[2]}`).toBe(icon.sizes);
  }
  const { installabilityErrors } = await line.send("Page.getInstallabilityErrors");
  // A window of a test counts as incognito, where nothing is installed.
  expect(installabilityErrors.map((e) => e.errorId).filter((id) => id !== "in-incognito")).toEqual([]);
});

// The studio from a server that can have a new version at any moment.
const site = test.extend<{ publish: () => void }>({
  baseURL: async ({ baseURL }, use) => {
    const { server, url } = await stand(baseURL!);
    servers.set(url, server);
    await use(url);
    server.closeAllConnections();
    server.close();
  },
  publish: async ({ baseURL }, use) => use(() => void newer.add(baseURL!)),
});
const servers = new Map<string, Server>();
const newer = new Set<string>();

/** A server that passes on what another one has, in a version of its own once it is published. */
async function stand(behind: string): Promise<{ server: Server; url: string }> {
  let url = "";
  const server = createServer(async (ask, answer) => {
    const from = await fetch(new URL(ask.url ?? "/", behind));
    let body = Buffer.from(await from.arrayBuffer());
    const headers = Object.fromEntries([...from.headers].filter(([name]) => !["content-length", "transfer-encoding", "connection", "date"].includes(name)));
    if (newer.has(url)) {
      if (ask.url === "/service-worker.js") body = Buffer.from(body.toString().replace(/const VERSION = "/, '$&new-'));
      if (ask.url === "/") body = Buffer.from(body.toString().replace("<html", '<html data-version="new"'));
    }
    answer.writeHead(from.status, headers).end(body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return { server, url };
}

site("a new version waits until a person says so, and takes no work away", async ({ page, publish, context }) => {
  await open(page);
  await put(page, "vpc");
  await kept(page);
  publish();
  // A visit finds it: the page is still the one of before.
  await page.reload();
  await expect(box(page, "vpc")).toBeVisible();
  const banner = page.getByTestId("banner");
  await expect(banner).toContainText("A new version", { timeout: 30_000 });
  await expect(page.locator("html[data-version=new]")).toHaveCount(0);
  const other = await context.newPage();
  await other.goto("/icon.svg");

  // In the middle of work: an edit just before.
  await type(page, page.getByTestId("header-title"), "Last words");
  await page.getByTestId("update").click();
  await expect(page.locator("html[data-version=new]")).toHaveCount(1);
  await expect(box(page, "vpc")).toBeVisible();
  await expect(page.getByTestId("header-title")).toHaveValue("Last words");
  await expect(banner).toHaveCount(0);
  await page.getByTestId("action-undo").click();
  await expect(page.getByTestId("header-title")).toHaveValue("Untitled");
});
