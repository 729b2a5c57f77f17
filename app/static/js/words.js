const block = document.getElementById("words");
const words = block ? JSON.parse(block.textContent) : {};

export const word = (key, values = {}) =>
  (words[key] || key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

export const csrf = () => document.querySelector('meta[name="csrf-token"]').content;

// Text only ever reaches the page through textContent.
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function button(text, kind, onClick) {
  const made = element("button", { type: "button", class: `btn btn-${kind}` }, text);
  made.addEventListener("click", onClick);
  return made;
}
