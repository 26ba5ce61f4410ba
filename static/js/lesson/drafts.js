// A form that could not be sent comes along when the page is loaded again, or after signing in. It
// is kept by the tab alone, and shown to nobody but who filled it in. Before ranking.js by its name:
// a list is put in order by what its fields hold.

const KEEP = "unsent";
const { reader } = document.documentElement.dataset;
const HIDDEN = ["csrfmiddlewaretoken", "wording", "rows"];

const addressOf = (form) => form.getAttribute("hx-post");

/** Choices belong to the wording they were made by; what is written may stay for any. */
function fillField(field, fields, isSameWording) {
  const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
  if (!field.name || HIDDEN.includes(field.name) || field.matches("button")) return;
  const isWritten = field.matches("textarea, input:not([type=radio], [type=checkbox])");
  if (!isSameWording && !isWritten) return;
  if (field.matches("[type=radio], [type=checkbox]")) field.checked = values.includes(field.value);
  else if (values.length) [field.value] = values;
}

const valueOf = (fields, name) => fields.find(([other]) => other === name)?.[1];

/** A list may have more rows than the page has fields: the server lays them out. */
function restore(form, { fields }) {
  if (form.matches(".decide__form")) {
    const section = form.closest("section");
    const values = Object.fromEntries(fields);
    values.csrfmiddlewaretoken = form.elements.namedItem("csrfmiddlewaretoken").value;
    return htmx.ajax("POST", addressOf(form), { source: section, target: section, swap: "outerHTML", values });
  }
  const isSame = valueOf(fields, "wording") === form.elements.namedItem("wording")?.value;
  return [...form.elements].forEach((field) => fillField(field, fields, isSame));
}

/** Restores it once; another reader's is dropped, and a visitor's waits for who signs in. */
function restoreDraft() {
  const draft = JSON.parse(sessionStorage.getItem(KEEP) ?? "null");
  if (!draft || draft.page !== location.pathname) return;
  if (draft.reader && !reader) return;
  sessionStorage.removeItem(KEEP);
  const form = document.querySelector(`form[hx-post="${CSS.escape(draft.address)}"]`);
  if (!form || (draft.reader && draft.reader !== reader)) return;
  restore(form, draft);
  form.dataset.restored = "";
}

restoreDraft();

document.addEventListener("unsent", ({ target: form }) => {
  if (!addressOf(form)) return;
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const draft = { reader, page: location.pathname, address: addressOf(form), fields };
  sessionStorage.setItem(KEEP, JSON.stringify(draft));
});

// Where the server sends the page anew, since something on it has changed meanwhile.
document.addEventListener("htmx:beforeOnLoad", ({ detail: { elt, xhr } }) => {
  if (xhr.getResponseHeader("HX-Redirect")) elt.dispatchEvent(new Event("unsent", { bubbles: true }));
});
