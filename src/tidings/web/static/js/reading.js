// A text and its margin: what is under the pointer or the focus is lit on both sides.
const light = (ids, on) => {
  for (const id of ids) {
    document.getElementById(id)?.classList.toggle("lit", on);
    for (const words of document.querySelectorAll(`.said[data-claims~="${CSS.escape(id)}"]`)) words.classList.toggle("lit", on);
  }
};
const named = (element) => {
  const said = element.closest?.(".said[data-claims]");
  if (said) return said.dataset.claims.trim().split(" ");
  const note = element.closest?.(".note[data-claim]");
  return note ? [note.dataset.claim] : [];
};
for (const [start, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(start, (event) => light(named(event.target), true));
  document.addEventListener(end, (event) => light(named(event.target), false));
}
document.addEventListener("click", (event) => {
  const said = event.target.closest(".said[data-claims]");
  if (said) document.getElementById(said.dataset.claims.trim().split(" ")[0])?.setAttribute("open", "");
});
if (location.hash.startsWith("#c-")) document.getElementById(location.hash.slice(1))?.setAttribute("open", "");
