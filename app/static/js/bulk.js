// What is ticked for one change: all of the page at once where that is offered, and how many on the button, which
// waits for the first of them unless it says what else is missing, too.
const all = document.querySelector("[data-tick-all]");
const ticks = [...document.querySelectorAll("[data-tick]")];
const pressed = document.querySelector("[data-bulk-button]");
const label = pressed.textContent;

function tell() {
  const count = ticks.filter((tick) => tick.checked).length;
  pressed.disabled = !count && pressed.dataset.bulkButton !== "always";
  pressed.textContent = count ? `${label} (${count})` : label;
  if (!all) return;
  all.checked = count > 0 && count === ticks.length;
  all.indeterminate = count > 0 && count < ticks.length;
}

all?.addEventListener("change", () => {
  for (const tick of ticks) tick.checked = all.checked;
  tell();
});
for (const tick of ticks) tick.addEventListener("change", tell);
// A page that comes back from the browser's memory keeps its ticks.
addEventListener("pageshow", tell);
tell();
