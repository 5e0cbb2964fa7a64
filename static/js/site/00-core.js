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
