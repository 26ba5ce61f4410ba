// A list to put in order by two buttons an item. The selects stay in the form and carry the places.

const wordsOf = (item) => item.querySelector(".ranking__words").textContent.trim();

function sync(list) {
  [...list.children].forEach((item, index, items) => {
    item.querySelector("select").value = String(index + 1);
    item.querySelector(".ranking__number").textContent = String(index + 1);
    item.querySelector("[data-step='-1']").disabled = index === 0;
    item.querySelector("[data-step='1']").disabled = index === items.length - 1;
  });
}

function move(list, item, step) {
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (step < 0) other.before(item);
  else other.after(item);
  sync(list);
  const pressed = item.querySelector(`[data-step='${step}']`);
  (pressed.disabled ? item.querySelector(`[data-step='${-step}']`) : pressed).focus();
  const place = [...list.children].indexOf(item) + 1;
  announce(fill(words.moved, { item: wordsOf(item), place, count: list.children.length }));
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
  const number = document.createElement("span");
  number.className = "ranking__number";
  item.prepend(number);
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
  const place = (item) => Number(item.querySelector("select").value) || Infinity;
  const items = [...list.children].sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
  list.append(...items);
  items.forEach((item) => equip(list, item));
  list.classList.add("ranking--moves");
  sync(list);
}

improveEach(".ranking", improve);
