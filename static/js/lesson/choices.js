// How somebody likes to read, without loading the page again: the server keeps it, the style sheet
// and the shortcuts look at the root element.

function choose(button) {
  const { chooses } = button.form.dataset;
  document.documentElement.setAttribute(`data-${chooses}`, button.value);
  for (const other of button.form.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
}

document.addEventListener("submit", ({ target, submitter }) => {
  if (target.dataset.chooses) choose(submitter);
});
