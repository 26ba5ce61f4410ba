// A list to put in order by two buttons an item. The selects stay in the form and carry the places,
// once somebody has moved something: an order that nobody touched is no answer.

const wordsOf = (item) => item.querySelector(".ranking__words").textContent.trim();

function number(list) {
  [...list.children].forEach((item, index, items) => {
    item.querySelector(".ranking__number").textContent = String(index + 1);
    item.querySelector("[data-step='-1']").disabled = index === 0;
    item.querySelector("[data-step='1']").disabled = index === items.length - 1;
  });
}

function place(list) {
  [...list.children].forEach((item, index) => (item.querySelector("select").value = String(index + 1)));
  number(list);
}

function move(list, item, step) {
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (step < 0) other.before(item);
  else other.after(item);
  place(list);
  list.parentElement.querySelector("[name='as-shown']").checked = false;
  item.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
  const pressed = item.querySelector(`[data-step='${step}']`);
  (pressed.disabled ? item.querySelector(`[data-step='${-step}']`) : pressed).focus();
  const now = [...list.children].indexOf(item) + 1;
  announce(fill(words.moved, { item: wordsOf(item), place: now, count: list.children.length }));
}

function button(item, step) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "ranking__move";
  made.dataset.step = String(step);
  made.textContent = step < 0 ? "↑" : "↓";
  made.setAttribute("aria-label", fill(step < 0 ? words.up : words.down, { item: wordsOf(item) }));
  return made;
}

function equip(list, item) {
  const shown = document.createElement("span");
  shown.className = "ranking__number";
  item.prepend(shown);
  const moves = document.createElement("div");
  moves.className = "ranking__moves";
  moves.append(button(item, -1), button(item, 1));
  moves.addEventListener("click", (event) => {
    if (event.target.dataset.step) move(list, item, Number(event.target.dataset.step));
  });
  item.append(moves);
}

/** Places given before keep their order; items without one follow. */
function improve(list) {
  const given = (item) => Number(item.querySelector("select").value) || Infinity;
  const items = [...list.children].sort((a, b) => (given(a) < given(b) ? -1 : given(a) > given(b) ? 1 : 0));
  list.append(...items);
  items.forEach((item) => equip(list, item));
  list.classList.add("ranking--moves");
  if (items.some((item) => given(item) !== Infinity)) place(list);
  else number(list);
}

improveEach(".ranking", improve);
