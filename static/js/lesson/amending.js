// What was wrong with a field is no longer said once the field is given anew.

function amend({ target }) {
  const field = target.closest("fieldset.field, .field, fieldset");
  if (!field?.querySelector(".field__error")) return;
  field.querySelectorAll(".field__error").forEach((line) => line.remove());
  for (const part of [field, ...field.querySelectorAll("[aria-invalid]")]) part.removeAttribute("aria-invalid");
}

for (const name of ["input", "change"]) document.addEventListener(name, amend);
