// What did not get through is told for what it was, beside its form and with a way on. The words
// are in the page's templates; nothing that was chosen is touched.

const REASONS = {
  401: "session",
  403: "closed",
  404: "gone",
  410: "gone",
  413: "long",
  429: "many",
  503: "unavailable",
};

const reasonOf = (xhr) => xhr.getResponseHeader("X-Refused") ?? REASONS[xhr.status] ?? "broken";

const { lang } = document.documentElement;

/** "40 seconds" or "5 minutes", rounded up; the page's own words where the server names no time. */
function waitOf(xhr, soon) {
  const seconds = Number(xhr?.getResponseHeader("Retry-After"));
  if (!seconds) return soon;
  const [count, unit] = seconds < 60 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

/** A form's own status line, made where there is none. */
function lineOf(form) {
  const found = form.querySelector("[data-status]");
  if (found) return found;
  const line = document.createElement("p");
  line.dataset.status = "";
  line.dataset.made = "";
  form.append(line);
  return line;
}

function say(form, parts, isError) {
  const line = lineOf(form);
  line.dataset.quiet ??= line.className;
  line.className = isError ? "message message--error" : line.dataset.quiet || "message message--info";
  line.replaceChildren(...parts);
  announce(parts.map((part) => part.textContent).join(" "));
}

async function renewTokens() {
  const address = document.querySelector("meta[name=form-token]").content;
  const response = await fetch(address, { cache: "no-store" }).catch(() => null);
  if (!response?.ok) return;
  const token = await response.text();
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => {
    field.value = token;
  });
}

const submitters = new WeakMap();

function sendAgain(form) {
  const submitter = submitters.get(form);
  if (submitter?.form === form) submitter.click(); // htmx sends the button that was clicked
  else form.requestSubmit();
}

const keepDraft = (form) => form.dispatchEvent(new Event("unsent", { bubbles: true }));

const WAYS = {
  again: sendAgain,
  reload: (form) => {
    keepDraft(form);
    location.reload();
  },
  renew: async (form) => {
    await renewTokens();
    sendAgain(form);
  },
  "sign-in": keepDraft,
};

/** Where signing in leads back to: the page, at the part the form is in. */
function leadBack(link, form) {
  const part = form.closest("section[id]");
  const next = location.pathname + location.search + (part ? `#${part.id}` : "");
  link.href = `${link.getAttribute("href")}?next=${encodeURIComponent(next)}`;
}

function tell(form, reason, xhr) {
  const template = document.querySelector(`template[data-refusal="${CSS.escape(reason)}"]`);
  const [words, way] = template.content.cloneNode(true).childNodes;
  words.textContent = fill(words.textContent, { wait: waitOf(xhr, template.dataset.soon) });
  if (reason === "lost" && form.dataset.lost) words.textContent = `${form.dataset.lost} `;
  if (!way) return say(form, [words], false);
  if (way.matches("a")) leadBack(way, form);
  way.addEventListener("click", () => WAYS[template.dataset.way](form));
  return say(form, [words, way], true);
}

// Before htmx sees it; what a mere change sends has no button.
document.addEventListener("submit", ({ target, submitter }) => submitters.set(target, submitter), true);
document.addEventListener("change", ({ target }) => submitters.delete(target.form), true);

document.addEventListener("htmx:responseError", ({ detail: { elt, xhr } }) => tell(elt, reasonOf(xhr), xhr));
document.addEventListener("htmx:sendError", ({ detail: { elt } }) => tell(elt, "lost"));
document.addEventListener("htmx:timeout", ({ detail: { elt } }) => tell(elt, "late"));

document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful } }) => {
  if (!successful) return;
  if (elt.dataset.saved) say(elt, [document.createTextNode(elt.dataset.saved)], false);
  else elt.querySelector("[data-made]")?.remove();
});

improveEach("form[data-restored]", (form) => tell(form, "restored"));
