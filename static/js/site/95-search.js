// Search: the keys that lead there, and tags as they are typed

keys.s = keys["/"] = () => {
  const field = all("[data-search]").find((it) => it.offsetParent);
  if (field) field.select(); else find(".find__link")?.click();
};

/** Offers tags for the word that `pattern` finds before the caret. */
function suggest(input, pattern) {
  const list = document.createElement("ul");
  const set = (name, value) => input.setAttribute(name, value);
  let at = -1, timer, turn = 0;
  list.className = "suggest";
  list.id = `${input.id}-tags`;
  list.role = "listbox";
  list.ariaLabel = input.ariaLabel ?? input.labels[0]?.textContent;
  list.hidden = true;
  input.after(list);
  set("role", "combobox");
  set("aria-autocomplete", "list");
  set("aria-controls", list.id);
  const typed = () => pattern.exec(input.value.slice(0, input.selectionStart))?.[1];
  const close = () => {
    turn += 1;
    at = -1;
    list.hidden = true;
    set("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const go = (to) => {
    const items = [...list.children];
    at = (to + items.length) % items.length;
    for (const [nth, it] of items.entries()) it.ariaSelected = nth === at;
    set("aria-activedescendant", items[at].id);
    items[at].scrollIntoView({ block: "nearest" });
  };
  const pick = (item) => {
    const end = input.selectionStart;
    input.setRangeText(`${item.dataset.tag} `, end - typed().length, end, "end");
    close();
  };
  const ask = async () => {
    const word = typed();
    if (!word) { close(); return; }
    const mine = turn += 1;
    try {
      const answer = await fetch(`/tags?q=${encodeURIComponent(word)}`, { headers: { Accept: "application/json" } });
      const { items } = await answer.json();
      if (mine !== turn) return;
      if (!items?.length) { close(); return; }
      list.replaceChildren(...items.map(({ tag, count }, nth) => {
        const item = document.createElement("li");
        const many = document.createElement("small");
        item.role = "option";
        item.id = `${list.id}-${nth}`;
        item.dataset.tag = item.textContent = tag;
        many.textContent = count;
        item.append(many);
        return item;
      }));
      at = -1;
      list.hidden = false;
      set("aria-expanded", "true");
    } catch { close(); }
  };
  close();
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) pick(item);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown") go(at + 1);
    else if (key === "ArrowUp") go(at < 0 ? -1 : at - 1);
    else if (key === "Enter" && at >= 0) pick(list.children[at]);
    else if (key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
for (const it of all('input[name="tags"]')) suggest(it, /([^\s,#，、;]+)$/);
for (const it of all("[data-search]")) suggest(it, /(?:^|\s)(?:-?tag:#?|#)([^\s"]+)$/i);
