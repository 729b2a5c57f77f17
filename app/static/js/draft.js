// What is typed is kept on the server three seconds after the last change. A draft is offered, never
// put in unasked. When the session has ended, the values stay in the page until one has signed in again.
import { isSignedOut, takeFreshToken } from "./renewing.js";
import { button, csrf, element, word } from "./words.js";

const never = new Set(["csrf_token", "idempotency_key", "version", "form_base"]);
for (const form of document.querySelectorAll("form[data-draft-url]")) start(form);

// As everywhere else in Sekisho, in the time of Japan, wherever the reader sits.
const clock = (value) => new Date(value).toLocaleTimeString("ja-JP", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" });

// A password that is being shown is a text box for the moment, so its button is asked as well.
function secrets(form) {
  const shown = [...form.querySelectorAll("[data-show]")].map((pressed) => document.getElementById(pressed.dataset.show));
  return new Set([...form.querySelectorAll("input[type=password]"), ...shown].map((field) => field.name));
}

function values(form) {
  const kept = new URLSearchParams();
  const secret = secrets(form);
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !never.has(name) && !secret.has(name)) kept.append(name, value);
  }
  return kept;
}

function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    if (never.has(name)) continue;
    const wanted = [].concat(value).map(String);
    const controls = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
    controls.forEach((control, i) => {
      if (["checkbox", "radio"].includes(control.type)) control.checked = wanted.includes(control.value);
      else if (control.multiple) for (const option of control.options) option.selected = wanted.includes(option.value);
      else if (!["password", "file"].includes(control.type)) control.value = wanted[i] ?? wanted[0] ?? "";
      control.dispatchEvent(new Event("sekisho:filled"));
    });
  }
  // A box without a tick sends nothing, so the draft does not name it.
  for (const box of form.querySelectorAll("input[type=checkbox]")) if (!(box.name in fields)) box.checked = false;
}

// A page that has fewer rows than the draft is asked for as many, with all that the draft holds.
function reshaped(form, fields) {
  const press = form.querySelector("[data-reshape]");
  const missing = Object.entries(fields).filter(([name]) => !never.has(name) && !form.elements[name]);
  if (!press || !missing.length) return false;
  for (const [name, value] of missing) {
    for (const one of [].concat(value)) form.append(element("input", { type: "hidden", name, value: String(one) }));
  }
  form.requestSubmit(press);
  return true;
}

function wasTouched(form) {
  return [...form.elements].some((control) => {
    if (["checkbox", "radio"].includes(control.type)) return control.checked !== control.defaultChecked;
    if (control.tagName === "SELECT") {
      // A list in which nothing is marked begins with its first entry.
      const begun = [...control.options].some((option) => option.defaultSelected);
      return begun ? [...control.options].some((option) => option.selected !== option.defaultSelected) : control.selectedIndex > 0;
    }
    return ["INPUT", "TEXTAREA"].includes(control.tagName) && control.type !== "hidden" && control.value !== control.defaultValue;
  });
}

function start(form) {
  const url = form.dataset.draftUrl;
  const state = form.querySelector("[data-draft-state]");
  const tell = (text) => { if (state) state.textContent = text; };
  let timer, banner, isOut = false, isSent = false;

  const show = (text, ...buttons) => {
    banner?.remove();
    banner = element("div", { class: "notice notice-attention", role: "status" }, element("p", {}, text), ...buttons);
    form.before(banner);
  };
  const save = async () => {
    if (isSent) return;
    const body = values(form);
    try {
      const answer = await fetch(url, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": csrf(), Accept: "application/json" } });
      if (answer.ok) return kept(body);
      if (isSignedOut(answer)) return signedOut();
      throw new Error(String(answer.status));
    } catch {
      tell(word("draft_failed"));
      later(15000);
    }
  };
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const kept = (body) => {
    tell(word("draft_saved", { at: clock(Date.now()) }));
    if (String(values(form)) === String(body)) form.dispatchEvent(new Event("sekisho:kept", { bubbles: true }));
  };
  const signedOut = () => {
    isOut = true;
    const link = element("a", { class: "btn btn-outline-secondary", href: form.dataset.loginUrl, target: "_blank", rel: "noopener" }, word("sign_in_tab"));
    show(word("signed_out"), link);
    tell("");
  };
  const renew = async () => {
    if (!await takeFreshToken()) return;
    isOut = false;
    show(word("signed_in"));
    save();
  };
  const offer = (draft) => {
    if (!draft?.fields || !Object.keys(draft.fields).length) return;
    const text = draft.saved_label ? word("draft_found", { at: draft.saved_label }) : word("draft_found_plain");
    show(text, button(word("draft_restore"), "primary", () => {
      fill(form, draft.fields);
      if (reshaped(form, draft.fields)) return;
      show(word("draft_restored"));
      form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    }), button(word("draft_discard"), "outline-secondary", () => {
      fetch(url, { method: "DELETE", headers: { "X-CSRFToken": csrf() } }).catch(() => tell(word("draft_failed")));
      banner.remove();
    }));
  };

  form.addEventListener("input", () => { if (!isOut) later(3000); });
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) { isSent = true; clearTimeout(timer); } });
  document.addEventListener("visibilitychange", () => { if (isOut && !document.hidden) renew(); });

  // What was typed while this script was still on its way counts too.
  if (wasTouched(form)) later(3000);

  // A form that came back with errors already holds what was typed last.
  if (document.querySelector("[data-focus]")) return;
  const block = document.querySelector(`script[data-draft="${CSS.escape(form.id)}"]`);
  if (block) offer(JSON.parse(block.textContent));
  else fetch(url, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.status === 200 ? answer.json() : null)).then(offer).catch(() => null);
}
