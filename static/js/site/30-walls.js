// Walls

/** The average colour of a ThumbHash: its first 18 bits. */
function average(hash) {
  const [low, mid, high] = [...atob(hash)].map((byte) => byte.charCodeAt(0));
  const head = low | mid << 8 | high << 16;
  const l = (head & 63) / 63;
  const p = (head >> 6 & 63) / 31.5 - 1;
  const q = (head >> 12 & 63) / 31.5 - 1;
  const b = l - 2 / 3 * p;
  const r = (3 * l - b + q) / 2;
  const whole = (part) => Math.round(255 * Math.min(1, Math.max(0, part)));
  return `rgb(${whole(r)} ${whole(r - q)} ${whole(b)})`;
}

/** Colours the places of pictures that are not there yet. */
function paint(within) {
  for (const spot of all("[data-placeholder]", within)) {
    const image = spot.matches("img") ? spot : find("img", spot);
    if (image.complete) continue;
    spot.style.backgroundColor = average(spot.dataset.placeholder);
    image.addEventListener("load", () => { spot.style.backgroundColor = ""; }, { once: true });
  }
}

const wall = find("#wall");
const tiles = () => all(".tile__link", wall);

/** Another page of this wall: its tiles, and the address of the one after it. */
async function pageOf(address, signal) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
  if (!answer.ok) throw answer;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const image of all("img", page)) image.removeAttribute("fetchpriority");
  const items = all("#wall > li", page).map((it) => document.adoptNode(it));
  return { items, next: find("#more a", page)?.getAttribute("href") };
}

/** Puts the next page of a wall below this one. The address is then that of the last page; the history knows those before it. */
async function more(button, box) {
  if (button.hasAttribute("data-busy")) return;
  busy(button, box.dataset.loading);
  try {
    const address = button.dataset.href;
    const { items, next } = await pageOf(address);
    wall.append(...items);
    paint(wall);
    const pages = [...(history.state?.pages ?? [location.pathname + location.search]), address];
    history.replaceState({ pages }, "", address);
    if (next) button.dataset.href = next;
    else box.textContent = box.dataset.end;
    find("a", items[0] ?? wall)?.focus({ preventScroll: true });
    say(next ? box.dataset.added : box.dataset.end);
    busy(button);
  } catch {
    busy(button);
    button.textContent = box.dataset.failed;
    say(box.dataset.failed);
  }
}

/** Puts the pages that were read before this one above it again, and goes to where one was. */
async function restore({ pages, y }) {
  history.scrollRestoration = "manual";
  try {
    const before = await Promise.all(pages.slice(0, -1).map((it) => pageOf(it)));
    wall.prepend(...before.flatMap((it) => it.items));
    paint(wall);
    scrollTo(0, y ?? 0);
  } catch { /* What is here is a page of its own. */ }
}

/** Shows what is like the photo of this page, once one comes near. */
function bringSimilar(box) {
  const stop = new AbortController();
  // Whoever deletes the photo meanwhile leaves this page: nothing is like what is gone.
  addEventListener("submit", (event) => setTimeout(() => event.defaultPrevented || stop.abort()));
  new IntersectionObserver(async (seen, watch) => {
    if (!seen.some((it) => it.isIntersecting)) return;
    watch.disconnect();
    try {
      const list = Object.assign(document.createElement("ul"), { className: "wall wall--strip" });
      list.append(...(await pageOf(box.dataset.similar, stop.signal)).items);
      box.append(list);
      paint(list);
    } catch { /* The way to the page of it stays. */ }
  }, { rootMargin: "300px" }).observe(box);
}
for (const box of all("[data-similar]")) bringSimilar(box);

/** Along which photos one walks from here, and where there are more. */
const remember = () => {
  const next = find("#more button")?.dataset.href;
  kept("sessionStorage", "walk", JSON.stringify({ paths: tiles().map((it) => it.pathname), next }));
  if (history.state?.pages) history.replaceState({ ...history.state, y: scrollY }, "");
};

if (wall) {
  wall.addEventListener("click", remember);
  addEventListener("pagehide", remember);
  if (history.state?.pages?.length > 1) restore(history.state);
  const box = find("#more");
  const link = find("a", box);
  if (link) {
    const button = document.createElement("button");
    button.className = link.className;
    button.textContent = link.textContent;
    button.dataset.href = link.getAttribute("href");
    button.addEventListener("click", () => more(button, box));
    link.replaceWith(button);
  }
}
paint(document);
