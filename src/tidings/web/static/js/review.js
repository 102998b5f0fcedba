// Keys of the review queue. They rest while a person types, and each can be bound anew.
const STORE = "tidings.keys";
const dialog = document.getElementById("keys");
const fields = [...dialog.querySelectorAll("[data-bind]")];
let bound = {};

function load() {
  let own = {};
  try { own = JSON.parse(localStorage.getItem(STORE) ?? "{}"); } catch { own = {}; }
  bound = {};
  for (const field of fields) {
    field.value = own[field.dataset.bind] ?? field.dataset.default;
    bound[field.value] = field.dataset.bind;
  }
  for (const key of document.querySelectorAll("[data-key] kbd")) {
    const name = key.closest("[data-key]").dataset.key;
    const field = fields.find((one) => one.dataset.bind === name);
    if (field) key.textContent = field.value;
  }
}

function keep(name, key) {
  const own = Object.fromEntries(fields.map((one) => [one.dataset.bind, one.value]));
  const clash = Object.keys(own).find((other) => own[other] === key && other !== name);
  if (clash) own[clash] = own[name];
  own[name] = key;
  localStorage.setItem(STORE, JSON.stringify(own));
  load();
}

// A closed dialog keeps the focus until the browser draws the next frame: nobody types or presses there.
const holds = (target, what) => Boolean(target.closest?.(what)) && !target.closest("dialog:not([open])");
const typing = (target) => holds(target, "input:not([type=checkbox]),textarea,select,[contenteditable]");
const presses = (target) => holds(target, "a,button,summary");

// One decision for one look at a claim: what is pressed while it is on its way would hit the same claim again.
const AGAIN_AFTER = 10_000;
let sent = -Infinity;
const underway = () => performance.now() - sent < AGAIN_AFTER;
document.addEventListener("submit", (event) => {
  if (underway()) event.preventDefault();
  else sent = performance.now();
});
addEventListener("pageshow", () => { sent = -Infinity; });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (dialog.open) {
    const field = event.target.closest?.("[data-bind]");
    if (!field || ["Tab", "Shift", "Escape"].includes(event.key)) return;
    event.preventDefault();
    keep(field.dataset.bind, event.key);
    return;
  }
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  if (typing(event.target) || (event.key === "Enter" && presses(event.target)) || event.repeat) return;
  const name = bound[event.key];
  if (!name) return;
  event.preventDefault();
  if (name === "help") { dialog.showModal(); return; }
  const target = document.querySelector(`[data-key="${name}"]`);
  if (!target) return;
  target.click();
  if (name === "edit") document.querySelector("#edit select")?.focus();
});

document.querySelector('button[data-key="help"]').hidden = false;
document.querySelector('button[data-key="help"]').addEventListener("click", () => dialog.showModal());
document.getElementById("keysclose").addEventListener("click", () => dialog.close());
document.getElementById("keysreset").addEventListener("click", () => { localStorage.removeItem(STORE); load(); });
load();
document.documentElement.dataset.keys = "ready";
