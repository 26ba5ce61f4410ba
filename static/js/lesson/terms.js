// Browsers that open a term's note on focus by themselves also close it with Escape. In the others
// a style sheet opens it, and Escape does nothing of its own.

if (!CSS.supports("interest-delay-start", "0s")) {
  document.addEventListener("keydown", ({ key }) => {
    const focused = document.activeElement;
    if (key === "Escape" && focused.matches(".term__word")) focused.blur();
  });
}
