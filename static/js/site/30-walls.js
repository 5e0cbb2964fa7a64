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

/** Puts the next page of a wall below this one. */
async function more(button, box) {
  if (button.hasAttribute("data-busy")) return;
  busy(button, box.dataset.loading);
  try {
    const address = button.dataset.href;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw answer;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const items = all("#wall > li", page);
    for (const image of all("img", page)) image.removeAttribute("fetchpriority");
    wall.append(...items.map((it) => document.adoptNode(it)));
    paint(wall);
    history.replaceState(null, "", address);
    const next = find("#more a", page);
    if (next) button.dataset.href = next.getAttribute("href");
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

if (wall) {
  wall.addEventListener("click", () => kept("sessionStorage", "walk", JSON.stringify(tiles().map((it) => it.pathname))));
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
