// After a prediction is locked: leads focus and eye to the outcome, and says what went wrong when
// nothing came back.

const isCalm = matchMedia("(prefers-reduced-motion: reduce)");

const find = (root, selector) => root.querySelector(selector);

function leadTo(section) {
  const outcome = find(section, "[data-outcome]");
  const refused = find(section, "[data-error], [aria-invalid=true]");
  if (outcome) {
    section.dataset.fresh = ""; // not a class: htmx puts the old ones back for a moment
    outcome.focus({ preventScroll: true });
    outcome.scrollIntoView({ block: "start", behavior: isCalm.matches ? "instant" : "smooth" });
  } else if (refused) {
    (refused.matches("fieldset") ? find(refused, "input, select") : refused).focus();
  }
}

/** Writes into a form's own status line, making one where there is none. */
function say(form, words, isError) {
  let line = find(form, "[data-status]");
  if (!line) {
    line = document.createElement("p");
    line.dataset.status = "";
    form.append(line);
  }
  line.className = isError ? "message message--error" : line.className;
  line.textContent = words;
  announce(words);
}

let stood = 0;

document.addEventListener("htmx:beforeSwap", (event) => {
  stood = event.detail.target.getBoundingClientRect().top;
});

document.addEventListener("htmx:afterSwap", (event) => {
  const section = document.getElementById(event.detail.target.id);
  if (!section?.matches(".question")) return;
  // The title above may take more lines than the teaser: what is in sight stays where it was.
  scrollBy({ top: section.getBoundingClientRect().top - stood, behavior: "instant" });
  leadTo(section);
});

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const { lost } = event.detail.elt.dataset;
    if (lost) say(event.detail.elt, lost, true);
  });
}

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  const { saved, lost } = form.dataset;
  if (!event.detail.successful) return;
  if (saved) say(form, saved, false);
  else if (lost) find(form, "[data-status]")?.remove();
});
