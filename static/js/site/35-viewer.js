// The photo page: walking on along the wall one came from, and looking closely

/** The photo before (-1) or after (1) this one on the wall one came from; further pages of it are asked for. */
async function neighbour(by) {
  const walk = JSON.parse(kept("sessionStorage", "walk") ?? "{}");
  const at = walk.paths?.indexOf(location.pathname) ?? -1;
  if (at < 0) return null;
  if (by > 0 && at === walk.paths.length - 1 && walk.next) {
    try {
      const address = new URL(walk.next, location.href);
      const page = await (await fetch(address, { headers: { Accept: "application/json" } })).json();
      const { items, next } = page.photos ?? page;
      address.searchParams.set("after", next);
      walk.paths.push(...items.map((it) => it.url));
      walk.next = next && address.pathname + address.search;
      kept("sessionStorage", "walk", JSON.stringify(walk));
    } catch { return null; }
  }
  return walk.paths[at + by];
}

const looked = find("#stage");

if (looked) {
  for (const [by, rel] of [[-1, "prev"], [1, "next"]]) {
    neighbour(by).then((to) => {
      if (!to) return;
      const link = document.createElement("a");
      link.className = `stage__step stage__step--${rel}`;
      link.href = to;
      link.rel = rel;
      link.append(find(`#step-${rel}`).content.cloneNode(true));
      looked.append(link);
    });
  }
  let from = null;
  looked.addEventListener("pointerdown", (event) => { from = event.pointerType === "touch" && event.isPrimary ? event : null; });
  looked.addEventListener("pointerup", ({ clientX, clientY }) => {
    const across = from ? clientX - from.clientX : 0;
    const down = from ? clientY - from.clientY : 0;
    from = null;
    if (Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(down)) step(across < 0 ? 1 : -1);
  });
}

const viewer = find("#viewer");

/** Shows a picture of this page in the whole window; one press on it more shows each of its pixels. */
function view(links, at) {
  const image = find("img", viewer);
  const { href } = links[at];
  const small = find("img", links[at]);
  viewer.dataset.at = at;
  viewer.classList.remove("viewer--close");
  image.src = small.currentSrc || small.src;
  image.alt = small.alt;
  const large = new Image();
  large.src = href;
  large.decode().then(() => { if (Number(viewer.dataset.at) === at) image.src = href; }, () => {});
  if (!viewer.open) viewer.showModal();
}

if (viewer) {
  const links = () => all(".plate__zoom");
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".plate__zoom");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    view(links(), links().indexOf(link));
  });
  find(".viewer__zoom", viewer).addEventListener("click", ({ clientX, clientY }) => {
    const close = viewer.classList.toggle("viewer--close");
    if (!close) return;
    const scroll = find(".viewer__zoom", viewer);
    scroll.scrollTo(scroll.scrollWidth * clientX / innerWidth - innerWidth / 2, scroll.scrollHeight * clientY / innerHeight - innerHeight / 2);
  });
  find("[data-viewer-full]", viewer).addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : viewer.requestFullscreen?.()));
  viewer.addEventListener("close", () => { if (document.fullscreenElement) document.exitFullscreen(); });
  viewer.addEventListener("keydown", ({ key }) => {
    const to = Number(viewer.dataset.at) + ({ ArrowRight: 1, ArrowLeft: -1 }[key] ?? 0);
    if (key === "f") find("[data-viewer-full]", viewer).click();
    else if (!viewer.classList.contains("viewer--close") && links()[to] && to !== Number(viewer.dataset.at)) view(links(), to);
  });
}

// From page to page: a transition that does not come about is no error.
addEventListener("unhandledrejection", (event) => { if (event.reason instanceof DOMException && /^Transition/.test(event.reason.message)) event.preventDefault(); });
for (const when of ["pageswap", "pagereveal"]) {
  addEventListener(when, ({ viewTransition }) => {
    for (const part of ["ready", "finished", "updateCallbackDone"]) viewTransition?.[part].catch(() => {});
  });
}
