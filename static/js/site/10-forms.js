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
    if (!put(item, comment.parent)) document.getElementById(item.id).replaceWith(item);
    if (form.closest(".comment")) stopEditing(form);
    else form.reset();
    // What was said has moved the form down: whoever is in it sees where.
    if (form.contains(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" });
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
    const near = take(item);
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
