// Shared by the other files of this folder, which are joined into one module, each in a block.

const region = document.getElementById("announcements");
const words = region?.dataset ?? {}; // what scripts say, in the page's language

/** Words with what stands in braces filled in. */
function fill(template, values) {
  return template.replace(/{(\w+)}/g, (_, name) => values[name]);
}

/** Has a screen reader say it. */
function announce(text) {
  region.textContent = text;
}

const improvements = [];

function improveParts({ selector, improve, done }) {
  for (const part of document.querySelectorAll(selector)) {
    if (!done.has(part)) improve(part);
    done.add(part);
  }
}

/** Improves each part of the page that fits, now and when more of the page is shown, once. */
function improveEach(selector, improve) {
  improvements.push({ selector, improve, done: new WeakSet() });
  improveParts(improvements.at(-1));
}

document.addEventListener("htmx:afterSwap", () => improvements.forEach(improveParts));
