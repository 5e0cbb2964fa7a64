// A picture whose sizes are still being made

const stage = find("[data-developing]");

/** Asks for the page again until its pictures are ready, ever more patiently, and puts them in their place. */
async function develop(wait) {
  await new Promise((done) => { setTimeout(done, wait); });
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", Purpose: "prefetch" } });
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
