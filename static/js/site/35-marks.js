// Likes, bookmarks and follows: shown at once, and taken back where the site says no

/** Draws a mark in a state; with how many there are, where they are counted. */
function draw(form, state, count) {
  form.dataset.state = state;
  form.elements._method.value = state === "off" ? "put" : "delete";
  find("[data-label]", form).textContent = form.dataset[state];
  const number = find("[data-count]", form);
  if (number && count != null) number.textContent = count;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const { mark, state } = form.dataset;
  if (!mark) return;
  event.preventDefault();
  const number = find("[data-count]", form);
  const before = number && Number(number.textContent);
  if (form.hasAttribute("data-sending")) return;
  show(form, null);
  const sent = send(form);
  draw(form, state === "off" ? form.dataset.first : "off", number && Math.max(0, before + (state === "off" ? 1 : -1)));
  // Nothing is switched off meanwhile: that would take the focus away.
  form.toggleAttribute("data-sending", true);
  try {
    const now = await sent;
    const on = { like: now.liked, bookmark: now.bookmarked, follow: now.following }[mark];
    draw(form, on ? "on" : now.requested ? "asked" : "off", now.likes);
    say(form.dataset[form.dataset.state]);
  } catch (problem) {
    draw(form, state, before ?? undefined);
    show(form, problem);
  }
  form.toggleAttribute("data-sending", false);
  if (document.activeElement === document.body) find("button", form).focus();
});
