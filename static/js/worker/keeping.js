// Pages kept for reading without a connection, in one cache for the one reader of this phone.
// Its name holds the reader's pseudonym; nothing of anybody else is ever beside it.

const NOBODY = "nobody";
const PAGES = "pages-";
const MOST_PAGES = 60;

/** Grows when somebody leaves: what was fetched before is not kept after. */
let departures = 0;

const pathOf = (url) => new URL(url, location).pathname;

const isFinal = (response) => /immutable/.test(response.headers.get("Cache-Control"));

async function cacheOfReader() {
  return (await caches.keys()).find((name) => name.startsWith(PAGES));
}

/** Whose pages are here; empty for nobody's. */
async function readerHere() {
  return (await cacheOfReader())?.slice(PAGES.length) ?? "";
}

/** Makes the phone this reader's: everybody else's pages go before anything of theirs is shown. */
async function makeRoomFor(reader) {
  const others = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== PAGES + reader);
  if (others.length) departures += 1;
  await Promise.all(others.map((name) => caches.delete(name)));
  if (reader !== NOBODY) await caches.open(PAGES + reader);
}

async function findKept(url) {
  const name = await cacheOfReader();
  return name && caches.match(pathOf(url), { cacheName: name, ignoreVary: true });
}

async function dropKept(url) {
  const name = await cacheOfReader();
  if (name) await (await caches.open(name)).delete(pathOf(url), { ignoreVary: true });
}

/** The page's own banner, shown, with the time: it has the words and waits for this. */
function marked(html) {
  const now = new Date();
  const language = html.match(/<html lang="([\w-]+)"/)?.[1];
  const shape = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  const time = `<time datetime="${now.toISOString()}">${now.toLocaleString(language, shape)}</time>`;
  return html.replace(" data-kept hidden>", " data-kept>").replace("<time></time>", time);
}

function headersOf(response, html) {
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set("X-Kept-Title", encodeURIComponent(html.match(/<title>([^<]*)/)?.[1].trim() ?? ""));
  return headers;
}

// The figures, sheets and scripts that a page is made of.
const PARTS = /\ssrc="(\/[^"]+)"|<link rel="(?:icon|stylesheet)" href="(\/[^"]+)"/g;

async function keepPart(cache, address) {
  const known = await cache.match(address, { ignoreVary: true });
  if (known && isFinal(known)) return;
  const response = await fetch(address).catch(() => null);
  if (response?.ok) await cache.put(address, response);
}

async function keepWhole(cache, address, response) {
  const html = await response.text();
  const parts = new Set([...html.matchAll(PARTS)].map(([, source, link]) => source ?? link));
  await cache.put(address, new Response(marked(html), { headers: headersOf(response, html) }));
  await Promise.all([...parts].map((part) => keepPart(cache, part)));
}

/** Drops what was kept first; keeping a page again makes it the last. */
async function trim(cache) {
  const found = await Promise.all(
    (await cache.keys()).map(async (request) => [request, await cache.match(request, { ignoreVary: true })]),
  );
  const pages = found.filter(([, response]) => response?.headers.has("X-Keep"));
  const surplus = pages.slice(0, Math.max(0, pages.length - MOST_PAGES));
  await Promise.all(surplus.map(([request]) => cache.delete(request)));
}

/** Keeps a page that says it may be kept, and forgets one that is not there any more. */
async function keepPage(url, response) {
  if (response.ok && response.headers.has("X-Keep")) {
    const cache = await caches.open(PAGES + response.headers.get("X-Reader"));
    await keepWhole(cache, pathOf(url), response);
    await trim(cache);
  } else if (response.status < 500) {
    await dropKept(url);
  }
}

/**
 * Settles whose the phone is by a page that has come over the network, before it is shown.
 *
 * @returns false for what was asked for before somebody left: it does not say who is here now
 */
async function welcome(response, departuresBefore) {
  const reader = response.headers.get("X-Reader");
  if (!reader || departures !== departuresBefore) return false;
  await makeRoomFor(reader);
  return true;
}

/** Fetches a page that is on screen and keeps it as it is now. */
async function renewPage(url) {
  const before = departures;
  const response = await fetch(url, { cache: "no-store" });
  if (!response.redirected && (await welcome(response, before))) await keepPage(url, response);
}
