// For who is signed in: has the worker keep what is read, and lets an answer that found no
// connection wait for one. Where there is no worker, all is as without this file.

const { reader } = document.documentElement.dataset;
const { worker: address } = document.querySelector("script[data-worker]").dataset;
const here = location.pathname;
const container = navigator.serviceWorker;

const PAUSE = 30_000; // milliseconds between tries, for browsers without Background Sync

let registration = null;
let isWaiting = false;

const worker = () => registration?.active ?? container?.controller;

/** Asks the worker to act; gives what it says, which is undefined where it could not. */
function ask(message) {
  const { port1, port2 } = new MessageChannel();
  const said = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  worker().postMessage(message, [port2]);
  return said;
}

const shown = (element) => element.innerText.replace(/\s+/g, " ").trim();

/** What a field says, in the words on screen. */
function wordsOf(field) {
  if (field.type === "radio") return field.checked ? shown(field.closest("label")) : "";
  if (field.closest(".ranking")) return `${field.value}. ${shown(field.closest("li").querySelector(".ranking__words"))}`;
  return field.value.trim();
}

const fieldsOf = (form) => [...form.elements].filter(({ name, type }) => name && type !== "hidden");

function firstMissing(form) {
  const fields = fieldsOf(form);
  const isGiven = ({ type, name, value }) =>
    type === "radio" ? fields.some((other) => other.name === name && other.checked) : value.trim();
  return fields.find((field) => !isGiven(field));
}

function answerIn(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const said = fieldsOf(form).map(wordsOf).filter(Boolean);
  return { reader, page: here, url: form.getAttribute("hx-post"), section: form.closest("section").id, fields, said };
}

function note(answer) {
  const template = document.querySelector(`template[data-answer=${answer.state}]`);
  const made = template.content.firstElementChild.cloneNode(true);
  for (const words of answer.said) {
    const item = document.createElement("li");
    item.textContent = words;
    made.querySelector(".waits__said").append(item);
  }
  made.querySelector("[data-forget]")?.addEventListener("click", async () => {
    await ask({ act: "forget", id: answer.id });
    made.remove();
  });
  return made;
}

/** Puts what was written back into empty fields; a choice is to be made anew, for it may be another. */
function refill(form, fields) {
  for (const [name, value] of fields) {
    const field = form.elements.namedItem(name);
    if (field?.matches?.("textarea, input[type=text]") && !field.value) field.value = value;
  }
}

/** Shows an answer in place of its form, or above it where it was refused. */
function show(form, answer) {
  const made = note(answer);
  form.before(made);
  if (answer.state === "waiting") form.hidden = true;
  else refill(form, answer.fields);
  return made;
}

const formOf = (answer) => document.querySelector(`#${CSS.escape(answer.section)} form[data-waits]`);

async function listAnswers() {
  const answers = (await ask({ act: "list", reader })) ?? [];
  isWaiting = answers.some(({ state }) => state === "waiting");
  for (const part of document.querySelectorAll("[data-while]")) {
    const [first] = answers.filter(({ state }) => part.dataset.while.includes(state));
    part.hidden = !first || first.page === here;
    const link = part.querySelector("[data-answer-page]");
    if (first && link) link.href = `${first.page}#${first.section}`;
  }
  return answers;
}

/** Where a refused answer has no form: its question is gone, or it has been answered since. */
function showStray(answer) {
  if (document.getElementById(answer.section)) ask({ act: "forget", id: answer.id });
  else document.getElementById("content").prepend(note(answer));
}

async function showAnswers() {
  for (const answer of await listAnswers()) {
    const form = formOf(answer);
    if (answer.page !== here || form?.hidden) continue;
    if (form) show(form, answer);
    else if (answer.state === "refused") showStray(answer);
  }
}

function complain(form) {
  const line = form.querySelector("[data-status]") ?? document.createElement("p");
  line.dataset.status = "";
  line.className = "message message--error";
  line.textContent = form.dataset.waits;
  form.append(line);
  firstMissing(form).focus();
}

async function wait(form) {
  const kept = await ask({ act: "keep", answer: answerIn(form) });
  if (kept) show(form, kept).querySelector("[tabindex]").focus();
  await listAnswers();
}

// A post that did not arrive, or whose answer got lost: before the lesson's own script sees it.
document.addEventListener(
  "htmx:sendError",
  (event) => {
    const form = event.detail.elt;
    if (!form.matches("form[data-waits]") || !worker()) return;
    event.stopImmediatePropagation();
    if (firstMissing(form)) complain(form);
    else wait(form);
  },
  true,
);

// What has been answered is part of the page now, and of its copy.
document.addEventListener("htmx:afterRequest", ({ detail: { successful, requestConfig } }) => {
  const { verb, elt } = requestConfig; // the form, though it may be gone from the page by now
  if (!successful || verb !== "post" || !worker()) return;
  if (elt.matches("form[data-waits]")) ask({ act: "forget", id: `${reader} ${elt.getAttribute("hx-post")}` });
  ask({ act: "renew", page: here });
});

async function begin() {
  const wasThere = Boolean(container.controller);
  registration = await container.register(address);
  await container.ready;
  if (!wasThere) ask({ act: "renew", page: here });
  await showAnswers();
  ask({ act: "send" });
}

const send = () => worker() && ask({ act: "send" });

if (container) {
  container.addEventListener("message", ({ data: { answer } }) => {
    if (answer.page !== here) return listAnswers();
    location.hash = answer.section;
    return location.reload();
  });
  addEventListener("online", send);
  setInterval(() => isWaiting && send(), PAUSE);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  addEventListener("load", () => begin().catch(() => {})); // a browser may refuse to keep anything
}
