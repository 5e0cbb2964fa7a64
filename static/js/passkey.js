// Passkeys: [data-passkey="register|sign-in|confirm"] are buttons, hidden where none work.

const find = (selector) => document.querySelector(selector);
const json = "application/json";
const headers = { Accept: json, "Content-Type": json, "X-CSRF-Token": find('meta[name="csrf"]').content };
const api = window.PublicKeyCredential;
let offer;

// By hand: parse…FromJSON and toJSON are not everywhere, or not right. A site's id is text.
function revive(key, value) {
  if (key !== "challenge" && !(key === "id" && (this.type || this.displayName))) return value;
  return Uint8Array.from(atob(value.replace(/-/g, "+").replace(/_/g, "/")), (it) => it.charCodeAt(0));
}

function write(key) {
  const { id, type } = key;
  const response = {};
  for (const part in key.response) {
    const found = key.response[part];
    if (found?.byteLength) response[part] = btoa(String.fromCharCode(...new Uint8Array(found))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }
  return { id, rawId: id, type, response, clientExtensionResults: key.getClientExtensionResults() };
}

async function post(address, body) {
  const answer = await fetch(address, { method: "POST", body: JSON.stringify(body), headers });
  const data = JSON.parse(await answer.text(), revive);
  if (!answer.ok) throw data;
  return data;
}

async function prove({ form, dataset }, how) {
  const { id, options } = await post(dataset.begin, {});
  const key = await navigator.credentials[dataset.passkey === "register" ? "create" : "get"]({ ...options, ...how });
  const { name, next } = form?.elements ?? {};
  location.assign((await post(dataset.finish, { id, credential: write(key), name: name?.value, next: next?.value })).next);
}

function say({ dataset }, { name, detail, errors }) {
  const { textKnown: InvalidStateError, textCancelled: NotAllowedError, textRefused } = dataset;
  const words = { InvalidStateError, NotAllowedError, TypeError: document.body.dataset.offline };
  find("[data-passkey-status]").textContent = (errors && Object.values(errors)[0]) ?? detail ?? words[name] ?? textRefused;
}

async function press(button) {
  if (button.dataset.busy) return;
  offer?.abort();
  button.dataset.busy = "1";
  say(button, { detail: "" });
  await prove(button).catch((it) => { say(button, it); suggest(); });
  delete button.dataset.busy;
}

/** Suggests passkeys where a name is typed; asks anew before the server forgets. */
async function suggest() {
  const button = find('[data-passkey="sign-in"]');
  if (!button || !find('[autocomplete~="webauthn"]') || !await api.isConditionalMediationAvailable?.()) return;
  const { signal } = offer = new AbortController();
  const clock = setInterval(() => document.hidden || (offer.abort(), suggest()), 240000);
  await prove(button, { mediation: "conditional", signal }).catch((it) => signal.aborted || say(button, it));
  clearInterval(clock);
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  button.hidden = !api;
  button.onclick = () => press(button);
  api || say(button, { detail: button.dataset.textUnsupported ?? "" });
}
if (api) suggest();
