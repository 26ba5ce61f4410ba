// A prediction whose post found no connection.

const shown = (element) => element.innerText.replace(/\s+/g, " ").trim();

/** What a field says, in the words on screen. */
function wordsOf(field) {
  if (field.type === "radio") return field.checked ? shown(field.closest("label")) : "";
  if (field.type === "checkbox") return field.checked ? shown(field.closest("label")) : "";
  if (field.closest(".ranking")) return field.value && `${field.value}. ${shown(field.closest("li").querySelector(".ranking__words"))}`;
  return field.value.trim();
}

const fieldsOf = (form) => [...form.elements].filter(({ name, type }) => name && type !== "hidden");

function firstMissing(form) {
  const fields = fieldsOf(form);
  const asShown = fields.find(({ name }) => name === "as-shown");
  const isGiven = ({ type, name, value }) => {
    if (type === "radio") return fields.some((other) => other.name === name && other.checked);
    return value.trim() || (asShown?.checked && name.startsWith("place-"));
  };
  const missing = fields.find((field) => !isGiven(field));
  return missing?.offsetParent === null ? asShown : missing;
}

function answerIn(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const said = fieldsOf(form).map(wordsOf).filter(Boolean);
  return { reader, page: here, url: form.getAttribute("hx-post"), section: form.closest("section").id, fields, said };
}

function complain(form, words) {
  const line = form.querySelector("[data-status]") ?? document.createElement("p");
  line.dataset.status = "";
  line.className = "message message--error";
  line.textContent = words;
  form.append(line);
}

async function wait(form) {
  const kept = await ask({ act: "keep", answer: answerIn(form) });
  if (!kept) return complain(form, form.dataset.lost);
  show(form, kept).querySelector("[tabindex]").focus();
  await listAnswers();
  return send();
}

// A post that did not arrive, or whose answer got lost: before the lesson's own script sees it.
document.addEventListener(
  "htmx:sendError",
  (event) => {
    const form = event.detail.elt;
    if (!form.matches("form[data-waits]") || !worker()) return;
    event.stopImmediatePropagation();
    const missing = firstMissing(form);
    if (!missing) return wait(form);
    complain(form, form.dataset.waits);
    missing.focus();
  },
  true,
);

// What has been answered is part of the page now, and of its copy.
document.addEventListener("htmx:afterRequest", ({ detail: { successful, requestConfig, xhr } }) => {
  const { verb, elt } = requestConfig; // the form, though it may be gone from the page by now
  if (!successful || verb !== "post" || !worker()) return;
  if (xhr.getResponseHeader("HX-Redirect")) return; // the page comes anew, with what it has to say
  if (elt.matches("form[data-waits]")) ask({ act: "forget", id: `${reader} ${elt.getAttribute("hx-post")}` });
  ask({ act: "renew", page: here });
});
