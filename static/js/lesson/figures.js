// Drawings follow the reader's theme by themselves. Where an image may not, as in Safari, its light
// colours get a light sheet to stand on.

const PROBE = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">
  <style>@media (prefers-color-scheme: dark) { rect { fill: #fff } }</style><rect width="1" height="1"/>
</svg>`;

/** Draws black ink that turns white in the dark, and looks which it is. */
async function isInkDark() {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(PROBE)}`;
  await image.decode();
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.drawImage(image, 0, 0);
  return canvas.getImageData(0, 0, 1, 1).data[0] < 128;
}

const dark = matchMedia("(prefers-color-scheme: dark)");

async function laySheets() {
  document.documentElement.toggleAttribute("data-sheets", dark.matches && (await isInkDark()));
}

dark.addEventListener("change", laySheets);
laySheets();
