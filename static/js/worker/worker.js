// The phone's worker: pages come from the network, and from what is kept only when that fails;
// files whose names change with their content come from what is kept. All else passes by untouched.
// SITE comes before this, from the server.

const PATIENCE = 8000; // milliseconds for a page of which there is a copy
const PARTS_OF_PAGES = new Set(["style", "script", "image", "font", "manifest"]);

async function install() {
  const page = await fetch(SITE.offline, { cache: "no-store" });
  if (!page.ok) throw new Error(`${SITE.offline} answered ${page.status}`);
  await keepWhole(await caches.open(SITE.shell), SITE.offline, page);
  await skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => !name.startsWith(PAGES) && name !== SITE.shell);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

/** Without a connection: a kept copy, or the page that says there is none. */
async function showWithout(request) {
  if (request.method !== "GET") return Response.redirect(SITE.offline);
  return (await findKept(request.url)) ?? caches.match(SITE.offline, { ignoreVary: true });
}

const isLeaving = (request) => request.method === "POST" && SITE.leaving.includes(pathOf(request.url));

/** Signing out and deleting an account end in a redirect; a form that was refused does not. */
async function partWith(response) {
  if (response.type !== "opaqueredirect" && response.headers.get("X-Reader") !== NOBODY) return;
  const reader = await readerHere();
  await makeRoomFor(NOBODY);
  await forgetAnswersOf(reader);
}

/** Never answers later than the network does, unless there is a copy to show instead. */
async function fetchPatiently(request) {
  const arrival = fetch(request);
  if (request.method !== "GET" || !(await findKept(request.url))) return arrival;
  const tooLate = new Promise((_, reject) => {
    setTimeout(() => reject(new NotNow()), PATIENCE);
  });
  return Promise.race([arrival, tooLate]);
}

async function showPage(event) {
  const { request } = event;
  const before = departures;
  const response = await fetchPatiently(request).catch(() => null);
  if (!response) return showWithout(request);
  if (isLeaving(request)) await partWith(response);
  if ((await welcome(response, before)) && request.method === "GET") {
    event.waitUntil(keepPage(request.url, response.clone()).catch(() => {})); // a full phone keeps less
  }
  return response;
}

async function showPart(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept && isFinal(kept)) return kept;
  return fetch(request).catch((error) => {
    if (kept) return kept;
    throw error;
  });
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(showPage(event));
  else if (request.method === "GET" && PARTS_OF_PAGES.has(request.destination)) {
    event.respondWith(showPart(request));
  }
});

addEventListener("sync", (event) => {
  if (event.tag === SYNC) event.waitUntil(sendAnswers());
});

const ACTS = {
  renew: ({ page }) => renewPage(page),
  keep: ({ answer }) => keepAnswer(answer),
  list: ({ reader }) => answersOf(reader),
  forget: ({ id }) => forgetAnswer(id),
  send: () => sendAnswers(),
};

/** Does what a page asks for; what cannot be done now is not answered with an error. */
async function serve({ data, ports }) {
  const said = await ACTS[data.act](data).catch(() => undefined);
  ports[0]?.postMessage(said);
}

addEventListener("message", (event) => event.waitUntil(serve(event)));
