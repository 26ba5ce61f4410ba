// Shortcuts of a single key and the sheet that lists them. The sheet's links name the keys that
// lead to them; all else is below. In a field, and once they are turned off, keys are only letters.

const sheet = document.getElementById("keys");
const FIELD = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const PATIENCE = 1500; // milliseconds between the two keys of a pair

let begun = "";
let beginning = 0;

const isOff = () => document.documentElement.dataset.shortcuts === "off";

/** Chooses in the group that has the focus, else among the answers. */
function choose(number) {
  const scale = document.activeElement.closest(".confidence");
  const group = scale ?? document.querySelector(".question--waiting .options");
  const input = group?.querySelectorAll("input")[number - 1];
  input?.click();
  input?.focus();
}

function goToConfidence() {
  const scale = document.querySelector(".question--waiting .confidence");
  (scale?.querySelector(":checked") ?? scale?.querySelector("input"))?.focus();
}

/** The part with the focus while that can be seen, else the one at the top of the screen. */
function goToPart(step) {
  const parts = [...document.querySelectorAll(".steps > section")];
  const line = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  const focused = document.activeElement.closest(".steps > section");
  const isSeen = focused && document.activeElement.getBoundingClientRect().bottom > 0;
  const here = isSeen ? parts.indexOf(focused) : undefined;
  const top = (part) => Math.round(part.getBoundingClientRect().top - line);
  const next = here === undefined ? parts.findIndex((part) => top(part) > 0) : here + step;
  const before = parts.findLastIndex((part) => top(part) < 0);
  const part = parts[here === undefined && step < 0 ? before : next];
  if (!part) return;
  const heading = part.querySelector("h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  part.scrollIntoView({ block: "start" });
}

function followPair(second) {
  const link = sheet.querySelector(`[data-keys="${CSS.escape(begun + second)}"]`);
  begun = "";
  link?.click();
}

const ACTIONS = {
  "?": () => sheet.showModal(),
  c: goToConfidence,
  n: () => goToPart(1),
  p: () => goToPart(-1),
  g: () => {
    begun = "g";
    beginning = Date.now();
  },
};

function press(event) {
  if (begun && Date.now() - beginning < PATIENCE) {
    followPair(event.key);
  } else if (/^[1-9]$/.test(event.key)) {
    choose(Number(event.key));
  } else if (Object.hasOwn(ACTIONS, event.key)) {
    event.preventDefault();
    ACTIONS[event.key]();
  }
}

if (sheet) {
  document.addEventListener("keydown", (event) => {
    const isCommand = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    const isElsewhere = event.target.matches(FIELD) || sheet.open;
    if (!isCommand && !isElsewhere && !event.repeat && !isOff()) press(event);
  });
  improveEach("[data-shows]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => document.getElementById(button.dataset.shows).showModal());
  });
}
