// Answers in place, and what others say while the page is open

/** Opens the form for an answer below a comment. */
function answer(item) {
  find(".comment .talk__form")?.remove();
  const form = find(".talk__form").cloneNode(true);
  const field = name(form, `answer-${item.id}`);
  form.classList.add("talk__form--answer");
  form.elements.parent.value = item.id.slice(2);
  field.value = item.matches(".comment--answer") ? `@${decodeURIComponent(find(".name", item).pathname.slice(2))} ` : "";
  find("label", form).textContent = find(".comment__answer", item).textContent;
  find("[data-cancel]", form).hidden = false;
  show(form, null);
  find(".comment__said", item).append(form);
  field.focus();
}

/** Puts a comment where it belongs: at the end of its thread, or of all. */
function put(item, top) {
  let last = top && document.getElementById(`c-${top}`);
  item.classList.toggle("comment--answer", Boolean(last));
  if (document.getElementById(item.id)) return false;
  while (last?.nextElementSibling?.matches(".comment--answer")) last = last.nextElementSibling;
  if (last) last.after(item);
  else talk.append(item);
  item.classList.add("comment--fresh");
  find("#talk-empty").hidden = true;
  return true;
}

/** Takes a comment out; its place stays where others have answered. */
function take(item) {
  const below = item.nextElementSibling;
  const before = item.previousElementSibling;
  const near = below ?? before;
  if (!item.matches(".comment--answer") && below?.matches(".comment--answer")) {
    item.className = "comment comment--gone";
    item.innerHTML = "<p></p>";
    item.firstChild.textContent = talk.dataset.gone;
    return near;
  }
  item.remove();
  if (before?.matches(".comment--gone") && !below?.matches(".comment--answer")) { before.remove(); return below; }
  return near;
}

if (talk) {
  talk.addEventListener("click", (event) => {
    const link = event.target.closest(".comment__answer");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !find(".talk__form")) return;
    event.preventDefault();
    answer(link.closest(".comment"));
  });
  let news;
  const hear = () => {
    news?.close();
    if (document.hidden) return;
    news = new EventSource(`${location.pathname}/events`);
    news.addEventListener("likes", ({ data }) => { for (const it of all(".marks .mark__count")) it.textContent = data; });
    news.addEventListener("comment", async ({ data }) => {
      if (document.getElementById(`c-${data}`)) return;
      const page = new DOMParser().parseFromString(await (await fetch(location.href, { headers: { Accept: "text/html", Purpose: "prefetch" } })).text(), "text/html");
      const item = page.getElementById(`c-${data}`);
      if (item && put(document.adoptNode(item), item.dataset.top)) say(talk.dataset.new);
    });
  };
  document.addEventListener("visibilitychange", hear);
  addEventListener("pagehide", () => news?.close());
  hear();
}
