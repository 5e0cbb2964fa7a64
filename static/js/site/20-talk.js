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
  const reply = find(".comment__answer", item);
  if (reply) reply.search = `?answer=${comment.id}`;
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
  find(form.matches(".talk__form") ? ".comment__answer" : ".comment__edit", item).focus();
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
