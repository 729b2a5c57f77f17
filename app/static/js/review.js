// The reviewer's page by keys: answers are gone through, judged and asked about without leaving the keyboard.
import { isTyping, lettersOn } from "./keys.js";

const go = (name) => document.querySelector(`[data-review="${name}"]`)?.click();
const choose = (place) => {
  const option = document.querySelector(`[data-verdict="${place}"]`);
  if (!option) return false;
  option.checked = true;
  option.focus();
  option.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
};
const accept = () => {
  if (choose(1)) document.getElementById("judge").requestSubmit();
};
const to = (id) => document.getElementById(id)?.focus();

const keys = {
  j: () => go("next"), n: () => go("next"), k: () => go("previous"), p: () => go("previous"), u: () => go("open"),
  a: accept, c: () => to("comment"), i: () => to("inquiry-text"),
};
for (const place of "123456") keys[place] = () => choose(place);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !lettersOn()) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// The list keeps to where one is.
const here = document.querySelector(".review-row[aria-current]");
const list = here?.closest("ol");
if (list) list.scrollTop = here.offsetTop - list.offsetTop - list.clientHeight / 3;
