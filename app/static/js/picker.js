// Combobox that asks the server while one types: GET url?q=… answers [{id, label, detail}].
import { element, word } from "./words.js";

let count = 0;
for (const box of document.querySelectorAll("[data-picker]")) start(box);

function start(box) {
  const [hidden, input] = box.querySelectorAll("input");
  const list = element("ul", { class: "picker-list", role: "listbox", id: `picker-${++count}`, "aria-label": input.labels[0].textContent });
  const note = element("p", { class: "picker-note", role: "status" });
  list.hidden = true;
  box.append(list, note);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let timer, asked, at = -1;
  const options = () => [...list.children];
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    const all = options();
    at = (index + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    all[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[at].id);
  };
  const choose = (option) => {
    hidden.value = option.dataset.id;
    input.value = option.dataset.label;
    note.textContent = "";
    close();
    hidden.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const show = (found) => {
    list.replaceChildren(...found.map((entry, i) => {
      const option = element("li", { role: "option", id: `${list.id}-${i}`, "aria-selected": "false", "data-id": entry.id, "data-label": entry.label }, entry.label);
      if (entry.detail) option.append(element("small", {}, entry.detail));
      return option;
    }));
    note.textContent = found.length ? word("found", { n: found.length }) : word("none_found");
    if (!found.length) return close();
    list.hidden = false;
    at = -1;
    input.setAttribute("aria-expanded", "true");
  };
  const ask = async () => {
    asked?.abort();
    const words = input.value.trim();
    if (!words) { note.textContent = ""; return close(); }
    asked = new AbortController();
    const address = new URL(box.dataset.picker, location.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") { close(); note.textContent = word("search_failed"); }
    }
  };

  input.addEventListener("input", () => {
    hidden.value = "";
    note.textContent = word("searching");
    clearTimeout(timer);
    timer = setTimeout(ask, 180);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else mark(event.key === "ArrowDown" ? at + 1 : Math.max(at, 0) - 1);
    } else if (event.key === "Enter" && !event.ctrlKey && !list.hidden) {
      event.preventDefault();
      if (at >= 0) choose(options()[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  input.addEventListener("blur", () => { clearTimeout(timer); close(); });
}
