// The page without a connection: lists what this browser keeps.

const again = document.querySelector("[data-again]");
if (location.pathname !== again.dataset.again) again.href = location.href;

async function keptPages() {
  const pages = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { headers } = await cache.match(request, { ignoreVary: true });
      const kind = headers.get("X-Keep");
      if (kind) pages.push({ kind, url: request.url, title: decodeURIComponent(headers.get("X-Kept-Title")) });
    }
  }
  return pages;
}

/** What a <title> says, in its parts; the last one is the site's name. */
function partsOf(title) {
  const words = new DOMParser().parseFromString(title, "text/html").body.textContent;
  return words.split(" · ").slice(0, -1);
}

/** A link by the page's own name, with its course after it. */
function entry({ url, title }) {
  const [name, ...rest] = partsOf(title);
  const link = document.createElement("a");
  link.href = url;
  link.textContent = name;
  const course = document.createElement("span");
  course.className = "soft small";
  course.textContent = rest.join(" · ");
  const item = document.createElement("li");
  item.append(link, " ", course);
  return item;
}

function list(section, pages) {
  section.querySelector("ul").append(...pages.map(entry));
  section.hidden = pages.length === 0;
}

const pages = await keptPages();
list(document.querySelector("[data-kept-lessons]"), pages.filter(({ kind }) => kind === "lesson"));
list(document.querySelector("[data-kept-others]"), pages.filter(({ kind }) => kind !== "lesson"));
