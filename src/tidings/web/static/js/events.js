// The events page: map and timeline beside the list, all three showing what the address says.
import { prepare } from "./page.js";
import { EventMap } from "./map.js";

const PARTS = "#facets:outerHTML,#summary:outerHTML,#below:outerHTML";
const holder = document.getElementById("map");
let map = null;

function go(address, push = true) {
  return window.htmx.ajax("GET", address, { swap: "none", selectOOB: PARTS, target: "#below" }).then(() => {
    if (push) history.pushState({ tidings: true }, "", address);
    refresh();
  });
}

function refresh() {
  prepare(document);
  brush();
  map?.load("/map.json" + location.search);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-part]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (dragged) return;
  go(link.getAttribute("href") ?? link.href.baseVal);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-part]");
  if (!form) return;
  event.preventDefault();
  const words = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") words.append(name, value);
  const told = words.toString();
  go(form.getAttribute("action") + (told ? "?" + told : ""));
});

window.addEventListener("popstate", () => go(location.pathname + location.search, false));

// ---- brush: drag over the bars to choose days; arrow keys walk along them

let dragged = false;

function brush() {
  const figure = document.querySelector(".timeline");
  if (!figure || figure.dataset.ready) return;
  figure.dataset.ready = "1";
  const drawing = figure.querySelector("svg");
  const bars = [...figure.querySelectorAll("a[data-since]")];
  let from = null;
  let shade = null;
  const at = (event) => {
    const box = drawing.getBoundingClientRect();
    return Math.min(Math.max(event.clientX - box.left, 0), box.width);
  };
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button === 0) { from = at(event); dragged = false; }
  });
  window.addEventListener("pointermove", (event) => {
    if (from === null || !figure.isConnected) return;
    const to = at(event);
    if (!shade && Math.abs(to - from) > 6) {
      shade = document.createElement("div");
      shade.className = "drag";
      figure.append(shade);
      dragged = true;
    }
    if (shade) {
      shade.style.left = Math.min(from, to) + "px";
      shade.style.width = Math.abs(to - from) + "px";
    }
  });
  window.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [left, right] = [from, at(event)].sort((a, b) => a - b);
    from = null;
    if (!shade) return;
    shade.remove();
    shade = null;
    const wide = drawing.getBoundingClientRect().width / 960;
    const inside = bars.filter((bar) => {
      const box = bar.querySelector(".hit");
      const x = Number(box.getAttribute("x")) * wide;
      return x + Number(box.getAttribute("width")) * wide > left && x < right;
    });
    setTimeout(() => { dragged = false; }, 0);
    if (!inside.length) return;
    const address = new URL(figure.dataset.state, location.href);
    address.searchParams.set("since", inside[0].dataset.since);
    address.searchParams.set("until", inside.at(-1).dataset.until);
    go(address.pathname + address.search);
  });
  drawing.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const now = bars.indexOf(document.activeElement);
    const next = bars[now + step];
    if (!step || now < 0 || !next) return;
    event.preventDefault();
    bars[now].setAttribute("tabindex", "-1");
    next.removeAttribute("tabindex");
    next.focus();
  });
}

brush();
window.addEventListener("load", () => {
  try {
    map = new EventMap(holder, document.getElementById("mapnote"), (words) => {
      const address = new URL(location.href);
      for (const [name, value] of Object.entries(words)) address.searchParams.set(name, value);
      go(address.pathname + address.search);
    });
    map.load(holder.dataset.source);
  } catch (error) {
    holder.querySelector(".nomap").textContent = "This browser cannot draw the map; the list below shows the same events.";
    holder.dataset.failed = "1";
  }
});
