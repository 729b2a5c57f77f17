// Combobox that asks the server while one types: GET url?q=… answers [{id, label, detail}].
import { element, word } from "./words.js";

let count = 0;
// While the pointer is down nothing may move: the button under it would lose its click.
let isPressed = false;
const waiting = [];
const release = () => {
  isPressed = false;
  setTimeout(() => waiting.splice(0).forEach((act) => act()));
};
const unpressed = (act) => (isPressed ? waiting.push(act) : act());
document.addEventListener("mousedown", () => { isPressed = true; }, true);
for (const event of ["mouseup", "dragend"]) document.addEventListener(event, release, true);

for (const box of document.querySelectorAll("[data-picker]")) one(box);
for (const box of document.querySelectorAll("[data-picker-many]")) many(box);

async function offered(box, input, url, words, signal) {
  const address = new URL(url, location.href);
  address.searchParams.set("q", words);
  // What is offered may depend on another field, as it stands now.
  const other = box.dataset.pickerWith;
  if (other) address.searchParams.set(other, input.form.elements[other].value);
  const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// `chosen` is told the option, `typed` that what was chosen before no longer stands.
function combobox(box, input, url, chosen, typed) {
  const list = element("ul", { class: "picker-list", role: "listbox", id: `picker-${++count}`, "aria-label": input.labels[0].textContent });
  const note = element("p", { class: "picker-note", role: "status" });
  list.hidden = true;
  input.after(list, note);
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
    note.textContent = "";
    close();
    chosen(option.dataset);
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
    try {
      show(await offered(box, input, url, words, asked.signal));
    } catch (error) {
      if (error.name !== "AbortError") { close(); note.textContent = word("search_failed"); }
    }
  };

  input.addEventListener("input", () => {
    typed();
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
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    asked?.abort();
    close();
    unpressed(() => { if (note.textContent === word("searching")) note.textContent = ""; });
  });
  return note;
}

function one(box) {
  const [hidden, input] = box.querySelectorAll("input");
  combobox(box, input, box.dataset.picker, ({ id, label }) => {
    hidden.value = id;
    input.value = label;
    hidden.dispatchEvent(new Event("input", { bubbles: true }));
  }, () => { hidden.value = ""; });
}

// The box of text stays what is sent and what a draft keeps; a line chosen here is "id name".
function many(box) {
  const text = box.querySelector("textarea");
  const input = element("input", { class: "form-control", type: "text", autocomplete: "off", placeholder: word("type_to_search") });
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (text.hasAttribute(name)) input.setAttribute(name, text.getAttribute(name));
  }
  const label = document.querySelector(`label[for="${CSS.escape(text.id)}"]`);
  const chips = element("ul", { class: "picker-chosen", "aria-label": label.textContent });
  input.id = text.id;
  text.removeAttribute("id");
  text.required = false;
  text.hidden = true;
  box.prepend(chips, input);

  const unknown = new Set();
  const lines = () => text.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const named = (line) => line.replace(/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]{2}|[a-z0-9.-]+\/[a-z0-9.-]+\/[^/\s]+) (?=.)/, "");
  const draw = () => chips.replaceChildren(...lines().map((line, at) => {
    const remove = element("button", { type: "button", class: "btn btn-link btn-sm", "data-at": at }, "×");
    remove.append(element("span", { class: "visually-hidden" }, word("remove_one", { name: named(line) })));
    const chip = element("li", { class: "chip" }, element("span", { class: "chip-label", title: named(line) }, named(line)));
    if (unknown.has(line)) {
      chip.classList.add("chip-unknown");
      chip.append(element("strong", {}, word("not_known")));
    }
    chip.append(remove);
    return chip;
  }));
  // The text of which the server is asked, until something else is done.
  let telling = "";
  const keep = (kept, said) => {
    telling = "";
    text.value = kept.join("\n");
    draw();
    note.textContent = said;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const note = combobox(box, input, box.dataset.pickerMany, ({ id, label: name }) => {
    input.value = "";
    const others = lines().filter((line) => line !== id && !line.startsWith(`${id} `) && line !== name);
    keep([...others, `${id} ${name}`], word("added_one", { name }));
  }, () => { telling = ""; });
  const drop = (at) => {
    const all = lines();
    const [gone] = all.splice(at, 1);
    keep(all, word("removed_one", { name: named(gone) }));
    (chips.querySelectorAll("button")[Math.min(at, all.length - 1)] ?? input).focus();
  };
  chips.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (pressed) drop(Number(pressed.dataset.at));
  });
  // What is still in the box when one leaves it is a name that somebody typed whole; whether it is one, the server
  // says: it stays either way, and is refused by name.
  const take = () => {
    const typed = input.value.trim();
    if (!typed) return;
    input.value = "";
    if (!lines().includes(typed)) keep([...lines(), typed], "");
    tell(typed);
  };
  const tell = async (typed) => {
    telling = typed;
    const found = await offered(box, input, box.dataset.pickerMany, typed).catch(() => null);
    unpressed(() => {
      if (found && !found.length) unknown.add(typed);
      draw();
      if (telling === typed) note.textContent = word(verdict(found, typed), { name: typed });
    });
  };
  input.addEventListener("change", () => unpressed(take));
  text.form.addEventListener("submit", take, true);
  text.addEventListener("sekisho:filled", draw);
  draw();
}

// A label may end with the number that people write. What is only like some label is for the server to judge.
function verdict(found, typed) {
  if (found && !found.length) return "not_known_one";
  const plain = (words) => words.normalize("NFKC").toLowerCase().replaceAll(" ", "");
  const names = (found ?? []).flatMap(({ id, label }) => [id, label, label.split(" ").at(-1)]);
  return names.some((name) => plain(name) === plain(typed)) ? "added_one" : "kept_one";
}
