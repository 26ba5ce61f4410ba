// Browsers that open a term's note on hover and focus by themselves also close it with Escape. In the
// others a style sheet opens it, and Escape does nothing of its own.

if (!CSS.supports("interest-delay-start", "0s")) {
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    if (document.activeElement.matches(".term__word")) document.activeElement.blur();
    const term = document.querySelector(".term:hover");
    if (!term) return;
    term.dataset.closed = "";
    term.addEventListener("pointerleave", () => delete term.dataset.closed, { once: true });
  });
}

/** Safari puts some above the screen, for it looks for room as if the page were not scrolled. */
function keepInSight({ target }) {
  const note = target.closest?.(".term, .noted")?.querySelector(".term__note");
  if (!note) return;
  delete note.dataset.unplaced;
  if (note.getBoundingClientRect().top < 0) note.dataset.unplaced = "";
}

for (const name of ["pointerover", "focusin", "toggle"]) document.addEventListener(name, keepInSight, true);
