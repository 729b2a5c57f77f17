// [data-for="field" data-values="a b"] belongs to some values of a field: it is there, and open, only with them.
const isUsed = (box) => (box.type === "checkbox" || box.type === "radio" ? box.checked : box.value !== "");

for (const fold of document.querySelectorAll("[data-for]")) {
  const field = fold.closest("form").elements[fold.dataset.for];
  const values = fold.dataset.values.split(" ");
  const follow = () => {
    const belongs = values.includes(field.value);
    // What is filled in stays in sight, whatever is chosen afterwards: it would be sent along.
    fold.hidden = !belongs && ![...fold.querySelectorAll("input, select, textarea")].some(isUsed);
    if (belongs && fold.localName === "details") fold.open = true;
  };
  for (const event of ["change", "sekisho:filled"]) field.addEventListener(event, follow);
  follow();
}
