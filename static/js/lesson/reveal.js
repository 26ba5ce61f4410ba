// After a prediction is locked: leads focus and eye to the outcome, and where
// it was refused to what is amiss.

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
