// Theme, menus, keys

const lamp = find("[data-theme-switch]");
let theme = kept("localStorage", "theme") ?? "system";
const dress = () => {
  root.dataset.theme = theme;
  lamp.textContent = lamp.dataset[theme];
};
dress();
lamp.addEventListener("click", () => {
  theme = { system: "light", light: "dark", dark: "system" }[theme] ?? "system";
  kept("localStorage", "theme", theme);
  dress();
  say(lamp.textContent);
});

const help = find("#help");
const keysOn = find("[data-keys-on]");
root.classList.add("scripted");
find("[data-help-open]").addEventListener("click", () => help.showModal());
keysOn.checked = kept("localStorage", "keys") !== "off";
keysOn.addEventListener("change", () => kept("localStorage", "keys", keysOn.checked ? "on" : "off"));

document.addEventListener("click", (event) => {
  for (const menu of all("[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});

/** Along this wall, or the wall one came from. */
async function step(by) {
  if (wall) {
    const links = tiles();
    const at = links.indexOf(document.activeElement);
    links[at < 0 ? 0 : at + by]?.focus();
    return;
  }
  const to = await neighbour(by);
  if (to) location.assign(to);
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  ArrowRight: () => wall || step(1),
  ArrowLeft: () => wall || step(-1),
  c: () => find("#talk textarea, #talk .talk__hint a")?.focus(),
  l: () => find('[data-mark="like"] button')?.click(),
  u: () => find('a[href="/upload"]')?.click(),
  f: () => find(".plate__zoom")?.click(),
  i: () => find("#facts")?.focus(),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
  if (event.key === "Escape") {
    const open = event.target.closest("details[open]") ?? find("[data-menu][open]");
    const editing = event.target.closest(".comment form");
    if (open) { open.open = false; find("summary", open).focus(); } else if (editing) find("[data-cancel]", editing)?.click();
    return;
  }
  if (event.target.closest("input, textarea, select, [contenteditable]") || !keysOn.checked) return;
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
