// The page without a connection: lists what this phone keeps.

const again = document.querySelector("[data-again]");
if (location.pathname !== again.dataset.again) again.href = location.href;

/** The words of a <title>, without the site's name at its end. */
function nameOf(title) {
  const words = new DOMParser().parseFromString(title, "text/html").body.textContent;
  return words.split(" · ").slice(0, -1).join(" · ");
}

async function keptPages() {
  const pages = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { headers } = await cache.match(request);
      const kind = headers.get("X-Keep");
      if (kind) pages.push({ kind, url: request.url, title: decodeURIComponent(headers.get("X-Kept-Title")) });
    }
  }
  return pages;
}

function list(section, pages) {
  for (const { url, title } of pages) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = nameOf(title);
    const item = document.createElement("li");
    item.append(link);
    section.querySelector("ul").append(item);
  }
  section.hidden = pages.length === 0;
}

const pages = await keptPages();
list(document.querySelector("[data-kept-lessons]"), pages.filter(({ kind }) => kind === "lesson"));
list(document.querySelector("[data-kept-others]"), pages.filter(({ kind }) => kind !== "lesson"));
