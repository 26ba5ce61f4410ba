// An arrow takes the focus along a group of radio buttons, and Safari then counts it as given by a
// pointer. This mark has the style sheet show it until there is one.

const root = document.documentElement;

document.addEventListener("keydown", ({ key, target }) => {
  if (target.type === "radio" && key.startsWith("Arrow")) root.dataset.arrows = "";
});

document.addEventListener("pointerdown", () => delete root.dataset.arrows);
