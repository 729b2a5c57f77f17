// data-confirm on a form or on one of its buttons asks before it is sent.
import { button, element, word } from "./words.js";

const agreed = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const asker = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!asker.dataset.confirm || agreed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(form, asker, event.submitter);
}, true);

function ask(form, asker, submitter) {
  const dialog = element("dialog", { class: "confirm", "aria-labelledby": "confirm-title" });
  const cancel = button(word("cancel"), "outline-secondary", () => dialog.close());
  const act = button(submitter?.textContent.trim() || word("go_on"), "primary", () => {
    dialog.close();
    agreed.add(form);
    form.requestSubmit(submitter);
  });
  dialog.append(
    element("h2", { id: "confirm-title" }, word("confirm")),
    element("p", {}, asker.dataset.confirm),
    element("div", { class: "form-end" }, act, cancel),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  cancel.focus();
}
