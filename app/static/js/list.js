// A row opens by a click anywhere on it; j, k and the arrows walk along the links of the rows.
import { lettersOn, isTyping } from "./keys.js";

const links = () => [...document.querySelectorAll("[data-list] tr[data-href] a")]
  .filter((link, index, all) => all.findIndex((other) => other.closest("tr") === link.closest("tr")) === index);

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-list] tr[data-href]");
  if (!row || event.target.closest("a, button, input, label, select, summary")) return;
  if (String(getSelection())) return;
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
  else location.assign(row.dataset.href);
});

function step(by) {
  const all = links();
  const row = document.activeElement.closest?.("tr[data-href]");
  const at = all.findIndex((link) => link.closest("tr") === row);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const inList = Boolean(event.target.closest?.("tr[data-href]"));
  const by = { j: lettersOn() && 1, k: lettersOn() && -1, ArrowDown: inList && 1, ArrowUp: inList && -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  step(by);
});

// A table with more columns than the screen scrolls inside its frame instead of moving the whole page.
const frames = document.querySelectorAll(".table-frame:has(> table)");
const fit = () => frames.forEach((frame) => {
  frame.classList.remove("is-wide");
  frame.classList.toggle("is-wide", frame.scrollWidth > frame.clientWidth);
});
addEventListener("resize", fit);
// Also when its own words grow: a font that comes late, rows that are added.
const grown = new ResizeObserver(fit);
frames.forEach((frame) => grown.observe(frame.firstElementChild));
fit();
