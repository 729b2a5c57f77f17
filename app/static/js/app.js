// Everything here is a comfort: each page works without it.
import { element, word } from "./words.js";

const parts = [
  [".table-frame > table", "./list.js"], ["[data-picker], [data-picker-many]", "./picker.js"],
  ["[data-confirm]", "./confirm.js"], ["form[data-guard]", "./leave.js"], ["form[data-draft-url]", "./draft.js"],
  ["[data-for]", "./folds.js"], ["[data-step]", "./steps.js"], ["[data-bulk]", "./bulk.js"], ["[data-diagram]", "./diagram.js"],
  ["[data-samples]", "./samples.js"], ["[data-answer], [data-go]", "./answers.js"], ["body", "./keys.js"],
];
for (const [selector, path] of parts) if (document.querySelector(selector)) import(path);

for (const hidden of document.querySelectorAll("[data-script-only]")) hidden.hidden = false;
document.querySelector("[data-focus]")?.focus();
// On a narrow screen the row of tabs begins where one is.
for (const here of document.querySelectorAll(".tabs [aria-current]")) {
  const row = here.closest(".tabs");
  row.scrollLeft += here.getBoundingClientRect().right - row.getBoundingClientRect().right + 16;
}

// A menu closes when one looks elsewhere.
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-show], [data-take], [data-calendar]");
  if (pressed?.dataset.show) showPassword(pressed);
  else if (pressed?.dataset.take) takeTheirs(pressed);
  else if (pressed) openCalendar(pressed);
});

function showPassword(pressed) {
  const field = document.getElementById(pressed.dataset.show);
  const isShown = field.type === "text";
  field.type = isShown ? "password" : "text";
  pressed.setAttribute("aria-pressed", String(!isShown));
  pressed.textContent = word(isShown ? "show" : "hide");
}

function takeTheirs(pressed) {
  const field = document.getElementById(pressed.dataset.take);
  field.value = pressed.dataset.value ?? "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function openCalendar(pressed) {
  const field = document.getElementById(pressed.dataset.calendar);
  let native = pressed.querySelector("input");
  if (!native) {
    native = element("input", { type: "date", class: "native-date", tabindex: "-1", "aria-hidden": "true" });
    native.addEventListener("change", () => {
      field.value = native.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    native.addEventListener("click", (event) => event.stopPropagation());
    pressed.append(native);
  }
  if (/^\d{4}-\d\d-\d\d$/.test(field.value)) native.value = field.value;
  native.showPicker();
}
