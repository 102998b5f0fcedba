// The event page: the rule and the day it is known on take effect at once; the days become a slider.
const form = document.getElementById("asknown");
if (form) {
  const days = form.dataset.steps.split(",").filter(Boolean);
  const choice = form.querySelector("select[name=as_of]");
  const send = () => form.requestSubmit();
  form.querySelector("select[name=policy]").addEventListener("change", send);
  if (days.length > 1) {
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = "0";
    slider.max = String(days.length - 1);
    const now = days.indexOf(choice.value);
    slider.value = String(now < 0 ? days.length - 1 : now);
    slider.setAttribute("aria-label", "as known on");
    const told = document.createElement("output");
    const words = (n) => choice.querySelector(`option[value="${days[n]}"]`)?.textContent ?? days[n];
    const tell = () => {
      told.textContent = " " + words(Number(slider.value));
      slider.setAttribute("aria-valuetext", words(Number(slider.value)));
    };
    slider.addEventListener("input", tell);
    slider.addEventListener("change", () => {
      const n = Number(slider.value);
      choice.value = n === days.length - 1 ? "" : days[n];
      send();
    });
    choice.hidden = true;
    choice.after(slider, told);
    tell();
  } else {
    choice.addEventListener("change", send);
  }
}
