// Answers given without a connection. They wait in the browser's database under the pseudonym of
// who gave them, and are sent in their order, each by its own reader only. The server counts the
// first and counts it once, so that sending one again after a lost response is safe.

const SYNC = "answers";

function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(mode, act) {
  const opening = indexedDB.open("answers", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("answers", { keyPath: "id" });
  const database = await result(opening);
  try {
    return await act(database.transaction("answers", mode).objectStore("answers"));
  } finally {
    database.close();
  }
}

const forgetAnswer = (id) => inStore("readwrite", (store) => result(store.delete(id)));

async function answersOf(reader) {
  const all = await inStore("readonly", (store) => result(store.getAll()));
  return all.filter((answer) => answer.reader === reader).sort((a, b) => a.at - b.at);
}

async function forgetAnswersOf(reader) {
  for (const { id } of await answersOf(reader)) await forgetAnswer(id);
}

/** Keeps an answer until it can be sent; of two to one question the first counts here as well. */
async function keepAnswer(answer) {
  const id = `${answer.reader} ${answer.url}`;
  const kept = await inStore("readwrite", async (store) => {
    const first = await result(store.get(id));
    if (first?.state === "waiting") return first;
    const mine = { ...answer, id, at: Date.now(), state: "waiting" };
    await result(store.put(mine));
    return mine;
  });
  await registration.sync?.register(SYNC).catch(() => {}); // else the next page sends it
  return kept;
}

async function tell(answer) {
  for (const client of await clients.matchAll({ type: "window" })) client.postMessage({ answer });
}

async function settle(answer, state) {
  if (state === "sent") await forgetAnswer(answer.id);
  else await inStore("readwrite", (store) => result(store.put({ ...answer, state })));
  await renewPage(answer.page).catch(() => {});
  await tell({ ...answer, state });
}

class NotNow extends Error {}

/**
 * Posts the answer, as the form on a page that was fetched this moment.
 *
 * @returns "sent" or "refused"
 * @throws NotNow when the server does not say either
 */
async function post(answer, action, token) {
  const body = new URLSearchParams([...answer.fields, ["csrfmiddlewaretoken", token]]);
  const response = await fetch(action, { method: "POST", body, headers: { "HX-Request": "true" } });
  if (response.status === 422 || response.status === 404) return "refused";
  if (!response.ok) throw new NotNow();
  return response.headers.has("HX-Redirect") ? "refused" : "sent";
}

/** Sends one answer if its reader is here; where it was answered meanwhile that answer counts. */
async function send(answer) {
  const page = await fetch(answer.page, { cache: "no-store" });
  if (page.status >= 500 || page.status === 429) throw new NotNow();
  if (page.headers.get("X-Reader") !== answer.reader) return;
  const html = await page.text();
  const action = html.match(new RegExp(`action="([^"#]+/predict/)#${answer.section}"`))?.[1];
  const token = html.match(/name="csrfmiddlewaretoken" value="(\w+)"/)?.[1];
  if (action) await settle(answer, await post(answer, action, token));
  else await settle(answer, html.includes(`id="${answer.section}"`) ? "sent" : "refused");
}

async function sendEach() {
  for (const answer of await answersOf(await readerHere())) {
    if (answer.state === "waiting") await send(answer);
  }
}

let sending = null;

/** Sends what waits, one after another, however many pages ask at once. */
function sendAnswers() {
  sending ??= sendEach().finally(() => {
    sending = null;
  });
  return sending;
}
