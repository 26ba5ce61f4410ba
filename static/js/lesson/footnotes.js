// A footnote opens at its reference, as a term's definition does at its word. Without this the
// reference leads to it, and it leads back.

/** What the footnote says, without what is there once only: names, the way back, open terms. */
function wordsOf(note) {
  const copy = note.cloneNode(true);
  for (const term of copy.querySelectorAll(".term")) {
    term.replaceWith(term.querySelector(".term__word").textContent);
  }
  copy.querySelectorAll(".footnote-backref").forEach((link) => link.remove());
  copy.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
  return copy.childNodes;
}

function opener(reference, name) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = reference.className;
  button.textContent = reference.textContent;
  button.setAttribute("aria-label", `${words.footnote} ${reference.textContent}`);
  button.setAttribute("popovertarget", name);
  return button;
}

function openInPlace(reference) {
  const sup = reference.closest("sup");
  const place = document.createElement("span");
  const popover = document.createElement("span");
  place.className = "noted";
  popover.className = "term__note noted__note";
  popover.id = `${sup.id}-open`;
  popover.popover = "auto";
  popover.append(...wordsOf(document.getElementById(reference.hash.slice(1))));
  sup.replaceWith(place);
  place.append(sup, popover);
  reference.replaceWith(opener(reference, popover.id));
}

if (HTMLElement.prototype.showPopover) improveEach("a.footnote-ref", openInPlace);
