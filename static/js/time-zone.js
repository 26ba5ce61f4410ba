// Preselects the browser's time zone where the page asks for it.
const select = document.querySelector("select[data-from-browser]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (select && [...select.options].some((option) => option.value === zone)) {
  select.value = zone;
}
