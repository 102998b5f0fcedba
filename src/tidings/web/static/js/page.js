// What every page does: copy buttons, and parts of the events page swapped in place of a whole load.
document.documentElement.classList.add("js");

async function copy(words, button) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    const field = document.createElement("textarea");
    field.value = words;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  const before = button.textContent;
  button.textContent = "copied";
  setTimeout(() => { button.textContent = before; }, 1500);
}

export function prepare(root) {
  for (const button of root.querySelectorAll("[data-copy-address],[data-copy]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy-address],[data-copy]");
  if (!button) return;
  const chosen = button.dataset.copy;
  const words = chosen ? document.querySelector(chosen).textContent.trim() : location.href.split("#")[0];
  copy(words, button);
});

prepare(document);
