// What scripts add: every form and link works without.
// Words come from the page (data-…), in the reader's language.

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const root = document.documentElement;
const words = document.body.dataset;

/** Says what changed in place to those who do not see it. */
function say(text) {
  const live = find("#live");
  live.textContent = "";
  setTimeout(() => { live.textContent = text; }, 50);
}

/** Reads what this browser keeps, or keeps a value; browsers may refuse. */
function kept(store, key, value) {
  try { return value === undefined ? window[store].getItem(key) : window[store].setItem(key, value); } catch { return null; }
}

// Forms in place

const headers = { Accept: "application/json", "X-CSRF-Token": find('meta[name="csrf"]').content };

/** What an answer says; an answer that is a page is shown as one. */
function read(status, type, text, address) {
  if (status === 204) return null;
  const data = /json/.test(type) ? JSON.parse(text) : null;
  if (status >= 300) throw data ?? {};
  if (!data) location.assign(address);
  return data ?? new Promise(() => {});
}

/** Sends a form; the answer is JSON. */
async function send(form) {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers });
  return read(answer.status, answer.headers.get("Content-Type"), await answer.text(), answer.url);
}

/** Makes a button say that something is on its way, or what it said before. */
function busy(button, text) {
  if (text) button.dataset.label ??= button.textContent;
  button.textContent = text ?? button.dataset.label;
  button.toggleAttribute("data-busy", Boolean(text));
}

/** Writes below a field what is wrong; says whether there is such a place. */
function mark(field, text) {
  const below = field?.id && document.getElementById(`${field.id}-error`);
  if (!below) return false;
  below.textContent = text;
  below.hidden = !text;
  if (text) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  return true;
}

/** Shows a problem in its form, or none; what was typed stays. */
function show(form, problem) {
  for (const field of all("[aria-invalid]", form)) mark(field, "");
  const rest = Object.entries(problem?.errors ?? {}).filter(([name, text]) => {
    // What is wrong with one of several files is said beside it.
    const nth = /^file\[(\d+)\]$/.exec(name)?.[1];
    const field = nth ? all('.sheet [name="alt"]', form)[nth] : form.elements[name];
    return !mark(field instanceof RadioNodeList ? field[0] : field, text);
  }).map(([, text]) => text);
  const first = find("[aria-invalid]", form);
  if (problem && !first && !rest.length) rest.push(problem instanceof TypeError ? words.offline : problem.detail ?? words.failed);
  const whole = find("[data-form-error]", form);
  whole.textContent = rest.join(" ");
  whole.hidden = !rest.length;
  first?.focus();
}

const talk = find("#comments");

const acts = {
  async "comment-add"(form) {
    const comment = await send(form);
    const item = find("#comment-new").content.firstElementChild.cloneNode(true);
    fill(item, comment);
    talk.append(item);
    find("#talk-empty").hidden = true;
    form.reset();
    say(talk.dataset.posted);
  },
  async "comment-edit"(form) {
    const comment = await send(form);
    const item = form.closest(".comment");
    if (!item) { location.assign(comment.url); return; }
    fill(item, comment);
    stopEditing(form);
    say(talk.dataset.saved);
  },
  async "comment-delete"(form) {
    await send(form);
    const item = form.closest(".comment");
    const near = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    find("#talk-empty").hidden = Boolean(near);
    (near ? find(".comment__when", near) : find("#body"))?.focus();
    say(talk.dataset.deleted);
  },
  async "photo-delete"(form) {
    await send(form);
    location.assign(find(".by .name").href);
  },
  upload: sendFiles,
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const act = acts[form.dataset.act];
  if (!act) return;
  event.preventDefault();
  const button = find('[type="submit"]', form);
  if (button.hasAttribute("data-busy")) return;
  show(form, null);
  busy(button, form.dataset.sending ?? words.busy);
  try { await act(form); } catch (problem) { show(form, problem); }
  busy(button);
});

// Comments

const day = new Intl.DateTimeFormat(root.lang === "en" ? "en-GB" : root.lang, { dateStyle: "long", timeZone: "UTC" });

/** Gives the one field of a copied shape its own name. */
function name(shape, id) {
  const field = find(".field__input", shape);
  const below = find(".field__error", shape);
  find("label", shape).htmlFor = field.id = id;
  below.id = `${id}-error`;
  field.setAttribute("aria-describedby", below.id);
  return field;
}

/** Writes a comment, as the server tells it, into its shape. */
function fill(item, comment) {
  item.id = `c-${comment.id}`;
  item.dataset.body = comment.body ?? "";
  const when = find(".comment__when", item);
  when.href = comment.url;
  const time = find("time", when);
  if (time.dateTime !== comment.created_at) {
    time.dateTime = comment.created_at;
    time.textContent = day.format(new Date(comment.created_at));
  }
  find(".comment__edited", item).hidden = !comment.edited_at;
  find(".comment__body", item).innerHTML = comment.body_html;
  const edit = find(".comment__edit", item);
  if (edit) edit.href = `/comments/${comment.id}/edit`;
  const gone = find(".confirm form", item);
  if (gone) gone.action = `/comments/${comment.id}`;
}

function startEditing(item) {
  const form = find("#comment-edit").content.firstElementChild.cloneNode(true);
  const id = item.id.slice(2);
  form.action = `/comments/${id}`;
  const field = name(form, `edit-${id}`);
  field.value = item.dataset.body;
  find(".comment__body", item).after(form);
  item.classList.add("comment--open");
  field.focus();
}

function stopEditing(form) {
  const item = form.closest(".comment");
  form.remove();
  item.classList.remove("comment--open");
  find(".comment__edit", item).focus();
}

document.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  const item = event.target.closest(".comment");
  if (!item) return;
  if (event.target.closest(".comment__edit") && find("#comment-edit")) {
    event.preventDefault();
    startEditing(item);
  } else if (event.target.closest("[data-cancel]")) {
    event.preventDefault();
    stopEditing(event.target.closest("form"));
  }
});

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

// A picture whose sizes are still being made

const stage = find("[data-developing]");

/** Asks for the page again until its pictures are ready, ever more patiently, and puts them in their place. */
async function develop(wait) {
  await new Promise((done) => { setTimeout(done, wait); });
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.status >= 400 && answer.status < 500) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = find("#stage", page);
    if (answer.ok && now && !now.dataset.developing) {
      stage.replaceChildren(...[...now.childNodes].map((it) => document.adoptNode(it)));
      find(".facts").replaceWith(document.adoptNode(find(".facts", page)));
      say(stage.dataset.ready);
      return;
    }
  } catch { /* The next one may get through. */ }
  develop(Math.min(wait * 1.5, 15000));
}
if (stage) develop(700);

// Upload

const form = find('[data-act="upload"]');
let files = [];

/** Sends the pictures and shows how far they are. */
function sendFiles(form) {
  const bars = all("progress", form);
  const sum = files.reduce((bytes, file) => bytes + file.size, 0);
  for (const bar of bars) bar.hidden = false;
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => {
      let left = loaded / total * sum;
      for (const [at, { size }] of files.entries()) {
        bars[at].value = Math.min(1, Math.max(0, left / size));
        left -= size;
      }
    };
    request.upload.onload = () => {
      busy(find('[type="submit"]', form), form.dataset.working);
      say(form.dataset.working);
    };
    request.onerror = () => fail({ detail: words.offline });
    request.onload = async () => {
      try {
        const type = request.getResponseHeader("Content-Type");
        location.assign((await read(request.status, type, request.responseText, request.responseURL)).url);
      } catch (problem) { fail(problem); }
    };
    request.send(new FormData(form));
  }).catch((problem) => {
    for (const bar of bars) bar.hidden = true;
    throw problem;
  });
}

if (form) {
  const input = find("#file", form);
  const sheet = find("[data-sheet]", form);
  const shape = find("[data-sheet-item]", form).content.firstElementChild;
  const nudge = find("[data-nudge-here]", form);
  const drop = find("[data-drop]", form);
  let count = 0;
  find("[data-alt-one]", form).remove();
  for (const it of all("[data-with-script]", form)) it.hidden = false;

  const look = () => {
    nudge.hidden = all('[name="alt"]', form).every((it) => it.value.trim());
    nudge.textContent = form.dataset.nudge;
  };
  const redraw = () => {
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    look();
  };
  const add = (more) => {
    const { notPicture, tooLarge, tooMany, maxBytes, maxFiles } = form.dataset;
    mark(input, "");
    for (const file of more) {
      const wrong = !/^image\//.test(file.type) ? notPicture : file.size > maxBytes ? tooLarge : files.length >= maxFiles ? tooMany : "";
      if (wrong) { mark(input, wrong); continue; }
      files.push(file);
      const item = shape.cloneNode(true);
      const image = find("img", item);
      name(item, `alt-${count += 1}`);
      image.src = URL.createObjectURL(file);
      find(".sheet__name", item).textContent = file.name;
      find("button .unseen", item).textContent = ` ${file.name}`;
      find("button", item).addEventListener("click", () => {
        files = files.filter((it) => it !== file);
        URL.revokeObjectURL(image.src);
        item.remove();
        redraw();
        input.focus();
      });
      sheet.append(item);
    }
    redraw();
  };
  input.addEventListener("change", () => add([...input.files]));
  form.addEventListener("input", look);
  document.addEventListener("paste", ({ clipboardData }) => add([...clipboardData.files]));
  const over = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.toggle("drop--over", event.type === "dragover");
    if (event.type === "drop") add([...event.dataTransfer.files]);
  };
  for (const type of ["dragover", "dragleave", "drop"]) document.addEventListener(type, over);
}

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
function step(by) {
  if (wall) {
    const links = tiles();
    const at = links.indexOf(document.activeElement);
    links[at < 0 ? 0 : at + by]?.focus();
    return;
  }
  const walk = JSON.parse(kept("sessionStorage", "walk") ?? "[]");
  const at = walk.indexOf(location.pathname);
  if (at >= 0 && walk[at + by]) location.assign(walk[at + by]);
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  ArrowRight: () => wall || step(1),
  ArrowLeft: () => wall || step(-1),
  c: () => find("#talk textarea, #talk .talk__hint a")?.focus(),
  u: () => find('a[href="/upload"]')?.click(),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.key === "Escape") {
    const open = event.target.closest("details[open]") ?? find("[data-menu][open]");
    const editing = event.target.closest(".comment form");
    if (open) { open.open = false; find("summary", open).focus(); } else if (editing) find("[data-cancel]", editing)?.click();
    return;
  }
  if (event.target.closest("input, textarea, select, [contenteditable]") || !keysOn.checked) return;
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
