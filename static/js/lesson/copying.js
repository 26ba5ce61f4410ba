// A button at each block of code that copies it; where the browser lets no page copy, there is none.

const WHILE = 2000; // milliseconds the button says what it has done

async function copyCode(button, code) {
  await navigator.clipboard.writeText(code.textContent.trimEnd());
  button.textContent = words.copied;
  announce(words.copied);
  setTimeout(() => {
    button.textContent = words.copy;
    announce("");
  }, WHILE);
}

function addButton(block) {
  const frame = document.createElement("div");
  const button = document.createElement("button");
  frame.className = "copyable";
  button.type = "button";
  button.className = "copyable__button";
  button.textContent = words.copy;
  button.addEventListener("click", () => copyCode(button, block.querySelector("code")));
  block.replaceWith(frame);
  frame.append(block, button);
}

if (words.copy && navigator.clipboard) improveEach(".highlight, .evidence__command", addButton);
