// The puzzle that tells people from programs: a piece to drag, or to move by keys, to its hole.
// Words come from the element (data-text-…), in the reader's language.

// SHA-256 of up to 55 bytes: its first 32 bits.
const K = [], H = [], W = new Int32Array(64);
for (let n = 2; K.length < 64; n++) {
  let d = 2;
  while (d * d <= n && n % d) d++;
  if (d * d <= n) continue;
  H.push(Math.sqrt(n) % 1 * 2 ** 32 | 0);
  K.push(Math.cbrt(n) % 1 * 2 ** 32 | 0);
}
const turn = (x, n) => x >>> n | x << 32 - n;
function head(text) {
  W.fill(0, 0, 16);
  for (let i = 0; i <= text.length; i++) W[i >> 2] |= (i < text.length ? text.charCodeAt(i) : 128) << 24 - i % 4 * 8;
  W[15] = text.length * 8;
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    W[i] = W[i - 16] + W[i - 7] + (turn(x, 7) ^ turn(x, 18) ^ x >>> 3) + (turn(y, 17) ^ turn(y, 19) ^ y >>> 10);
  }
  let [a, b, c, d, e, f, g, h] = H;
  for (let i = 0; i < 64; i++) {
    const s = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + K[i] + W[i];
    const t = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c);
    h = g; g = f; f = e; e = d + s | 0; d = c; c = b; b = a; a = s + t | 0;
  }
  return a + H[0] | 0;
}

/** Looks for the number that was asked for, 8 ms at a time. */
async function solve({ nonce, bits }, stale) {
  for (let n = 0; !stale();) {
    for (const end = performance.now() + 8; performance.now() < end;) {
      for (let i = 0; i < 64; i++, n++) if (Math.clz32(head(`${nonce}:${n}`)) >= bits) return n;
    }
    await new Promise((go) => setTimeout(go));
  }
}

async function post(path, body) {
  const json = "application/json";
  const headers = { Accept: json, "Content-Type": json, "X-CSRF-Token": document.querySelector("meta[name=csrf]").content };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(data, { status: answer.status });
  return data;
}

/** Makes a puzzle of an element with data-captcha; the event "captcha:reset" on it asks for another one. */
export function mount(box) {
  const text = (name) => box.dataset["text" + name] ?? "";
  const make = (tag, name, into = box, more = {}) => into.appendChild(Object.assign(document.createElement(tag), { className: `captcha__${name}`, ...more }));
  make("p", "text", box, { textContent: text("Instruction") });
  const stage = make("div", "stage"), track = make("div", "track"), foot = make("div", "foot");
  const picture = make("img", "picture", stage, { alt: "" }), piece = make("img", "piece", stage, { alt: "" });
  const handle = make("button", "handle", track, { type: "button", role: "slider", ariaLabel: text("Instruction"), ariaValueMin: 0 });
  const live = make("p", "say", foot, { role: "status" });
  const anew = make("button", "new", foot, { type: "button", ariaLabel: text("Another"), title: text("Another") });
  const pass = make("input", "pass", box, { type: "hidden", name: "captcha" });
  let puzzle, work, trail, grip, x, until, most;
  const state = (name, words) => { box.dataset.state = name; live.textContent = words; };
  const fail = (problem) => state("failed", problem.detail ?? text("Error"));

  function put(to) {
    x = Math.round(Math.min(Math.max(to, 0), most) * 10) / 10;
    piece.style.left = `${x / puzzle.width * 100}%`;
    box.style.setProperty("--part", x / most);
    handle.ariaValueNow = Math.round(x);
  }

  /** Remembers where the piece is now; time always goes forwards. */
  function note(y) {
    if (trail.length > 1900) trail.pop();
    const before = trail.at(-1)?.[0] ?? -1;
    trail.push([Math.max(Math.round(performance.now()), before + 1), x, Math.round(y * 10) / 10]);
  }

  async function load(words = "") {
    pass.value = "";
    grip = puzzle = null;
    state("loading", words);
    try {
      const it = puzzle = await post("/captcha", { action: box.dataset.action });
      picture.src = it.background;
      piece.src = it.piece;
      piece.style.width = `${it.piece_width / it.width * 100}%`;
      piece.style.top = `${it.piece_y / it.height * 100}%`;
      handle.ariaValueMax = most = it.width - it.piece_width;
      trail = [];
      until = performance.now() + Math.max(Date.parse(it.expires_at) - Date.now(), 3e4);
      put(0);
      state("ready", words);
      work = solve(it.work, () => puzzle !== it);
    } catch (problem) { fail(problem); }
  }

  async function send(input) {
    const { id } = puzzle, start = trail[0][0];
    state("working", text("Working"));
    try {
      const body = { x, trail: trail.map(([t, ...at]) => [t - start, ...at]), input, work: await work };
      pass.value = (await post(`/captcha/${id}`, body)).captcha;
      state("solved", text("Solved"));
    } catch (problem) { if (problem.status === 422) load(text("Again")); else fail(problem); }
  }

  /** Whether the puzzle can be moved; one that is too old is changed for another. */
  function ready() {
    if (box.dataset.state !== "ready") return false;
    if (performance.now() > until) load(text("Again"));
    return puzzle;
  }

  for (const part of [handle, piece]) {
    part.onpointerdown = (event) => {
      if (event.button || grip || !ready()) return;
      if (part === piece) event.preventDefault();
      part.setPointerCapture(event.pointerId);
      const room = part === piece ? stage.clientWidth / puzzle.width : (track.clientWidth - handle.offsetWidth) / most;
      grip = { x: event.clientX, y: event.clientY, room, id: event.pointerId };
      trail = [];
      put(0);
      note(0);
    };
    part.onpointermove = (event) => {
      if (grip?.id !== event.pointerId) return;
      put((event.clientX - grip.x) / grip.room);
      note((event.clientY - grip.y) / grip.room);
    };
    part.onpointerup = part.onpointercancel = (event) => {
      if (grip?.id !== event.pointerId) return;
      grip = null;
      if (event.type === "pointercancel") put(0);
      else if (x > 1) send(event.pointerType === "touch" ? "touch" : "mouse");
    };
  }

  handle.onkeydown = (event) => {
    const one = event.shiftKey ? 10 : 1;
    const by = { ArrowRight: one, ArrowUp: one, ArrowLeft: -one, ArrowDown: -one, PageUp: 10, PageDown: -10, Home: -1e4, End: 1e4, Enter: 0, " ": 0 }[event.key];
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (grip || !ready()) return;
    if (by === 0) { if (x > 1) send("keyboard"); return; }
    if (x === 0) { trail = []; note(0); }
    const before = x;
    put(x + by);
    if (x !== before) note(0);
  };

  box.addEventListener("captcha:reset", () => load());
  anew.onclick = () => load();
  box.hidden = false;
  return load();
}

for (const box of document.querySelectorAll("[data-captcha]")) mount(box);
