// Keys of one letter can be switched off (WCAG 2.1.4); the choice stays in this browser.
const store = "sekisho-letter-keys";
const read = () => { try { return localStorage.getItem(store); } catch { return null; } };

export const lettersOn = () => read() !== "off";
export const isTyping = (target) =>
  target.isContentEditable || Boolean(target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, dialog"));

const choice = document.getElementById("keys-on");
if (choice) {
  choice.checked = lettersOn();
  choice.addEventListener("change", () => {
    try { localStorage.setItem(store, choice.checked ? "on" : "off"); } catch { choice.checked = true; }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !lettersOn()) return;
  if (event.key === "/") {
    const box = document.querySelector("[data-search]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "?") document.getElementById("keys-help")?.togglePopover();
});

function send(event) {
  const form = event.target.closest("form") || document.querySelector("main form:has([data-primary])");
  const primary = form?.querySelector("[data-primary]");
  if (!primary) return;
  event.preventDefault();
  form.requestSubmit(primary);
}
