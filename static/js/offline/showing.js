// Answers that are still on this device, in place of their forms or above them.

function note(answer) {
  const template = document.querySelector(`template[data-answer=${answer.state}]`);
  const made = template.content.firstElementChild.cloneNode(true);
  for (const words of answer.said) {
    const item = document.createElement("li");
    item.textContent = words;
    made.querySelector(".waits__said").append(item);
  }
  made.querySelector("[data-forget]")?.addEventListener("click", async () => {
    await ask({ act: "forget", id: answer.id });
    made.remove();
  });
  return made;
}

/** Puts what was written back into empty fields; a choice is to be made anew, for it may be another. */
function refill(form, fields) {
  for (const [name, value] of fields) {
    const field = form.elements.namedItem(name);
    if (field?.matches?.("textarea, input[type=text]") && !field.value) field.value = value;
  }
}

/** Shows an answer in place of its form, or above it where it was refused; and no other than it. */
function show(form, answer) {
  form.parentElement.querySelector(".waits")?.remove();
  const made = note(answer);
  form.before(made);
  if (answer.state === "waiting") form.hidden = true;
  else refill(form, answer.fields);
  return made;
}

const formOf = (answer) => document.querySelector(`#${CSS.escape(answer.section)} form[data-waits]`);

async function listAnswers() {
  const answers = (await ask({ act: "list", reader })) ?? [];
  isWaiting = answers.some(({ state }) => state === "waiting");
  for (const part of document.querySelectorAll("[data-while]")) {
    const [first] = answers.filter(({ state }) => part.dataset.while.includes(state));
    part.hidden = !first || first.page === here;
    const link = part.querySelector("[data-answer-page]");
    if (first && link) link.href = `${first.page}#${first.section}`;
  }
  return answers;
}

/** Where a refused answer has no form: its question is gone, or it has been answered since. */
function showStray(answer) {
  if (document.getElementById(answer.section)) ask({ act: "forget", id: answer.id });
  else document.getElementById("content").prepend(note(answer));
}

async function showAnswers() {
  for (const answer of await listAnswers()) {
    const form = formOf(answer);
    if (answer.page !== here || form?.hidden) continue;
    if (form) show(form, answer);
    else if (answer.state === "refused") showStray(answer);
  }
}
