// Copying addresses, and putting things in order by hand

for (const box of all("[data-copy]")) {
  const field = find("input", box);
  const add = (label, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--plain";
    button.textContent = label;
    button.addEventListener("click", act);
    box.append(button);
  };
  field.addEventListener("focus", () => field.select());
  if (navigator.clipboard) {
    add(box.dataset.label, async (event) => {
      await navigator.clipboard.writeText(field.value);
      event.target.textContent = box.dataset.done;
      say(box.dataset.done);
    });
  }
  if (navigator.share) add(box.dataset.send, () => navigator.share({ url: field.value, title: box.dataset.title }).catch(() => {}));
}

for (const list of all("[data-order]")) {
  let held;
  const item = (event) => event.target.closest?.(".order__item");
  const over = (it) => { for (const other of list.children) other.classList.toggle("order__item--over", other === it); };
  for (const it of list.children) it.draggable = true;
  list.addEventListener("dragstart", (event) => { held = item(event); });
  list.addEventListener("dragover", (event) => { if (held) { event.preventDefault(); over(item(event)); } });
  list.addEventListener("dragend", () => { held = null; over(null); });
  list.addEventListener("drop", async (event) => {
    const before = item(event);
    if (!held || !before || before === held) return;
    event.preventDefault();
    const moved = held;
    const down = moved.compareDocumentPosition(before) & Node.DOCUMENT_POSITION_FOLLOWING;
    const place = down ? before.nextElementSibling : before;
    // At the end of a page, what follows is only known to be after its last one.
    if (!place && list.dataset.rest) return;
    const body = new URLSearchParams({ [list.dataset.field]: moved.dataset.id, before: place?.dataset.id ?? "" });
    const answer = await fetch(list.dataset.order, { method: "POST", body, headers }).catch(() => null);
    if (!answer?.ok) { say(words.failed); return; }
    list.insertBefore(moved, place);
    say(list.dataset.said);
  });
}
