// One answer at a time: saved a moment after the last change and whenever a field is left. What could not be taken
// is told beside its control and stays as typed; who saved first elsewhere is shown beside what one typed oneself.
import { isTyping, lettersOn } from "./keys.js";
import { isSignedOut, takeFreshToken } from "./renewing.js";
import { button, element, word } from "./words.js";

const PAUSE = 1500, AGAIN = 15000;
const form = document.querySelector("form[data-answer]");
const links = (name) => document.querySelector(`a[data-go="${name}"]`);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !lettersOn()) return;
  const link = { n: links("next"), p: links("previous"), u: links("open") }[event.key];
  if (!link || link.hidden) return;
  event.preventDefault();
  link.click();
});

if (form) start();

function start() {
  const block = JSON.parse(document.getElementById("answer-words").textContent);
  const say = (key, values = {}) => block[key].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  // As everywhere else in Sekisho, in the time of Japan, wherever the reader sits.
  const clock = () => new Date().toLocaleTimeString("ja-JP", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" });
  const tell = (text) => { form.querySelector("[data-answer-state]").textContent = text; };
  const show = (...inside) => {
    banner?.remove();
    banner = inside.length ? element("div", { class: "notice notice-attention answer-banner", role: "alert" }, ...inside) : null;
    if (banner) form.before(banner);
  };
  const body = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const content = () => { const kept = body(); kept.delete("csrf_token"); kept.delete("version"); return String(kept); };
  // What was typed while this script was still on its way counts too.
  const isTouched = (one) => (["checkbox", "radio"].includes(one.type) ? one.checked !== one.defaultChecked
    : one.type !== "hidden" && one.defaultValue !== undefined && one.value !== one.defaultValue);
  let held = [...form.elements].some(isTouched) ? null : content(), timer, banner, under, isOut = false, isStopped = false, isSent = false;

  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const isChanged = () => content() !== held;

  function save() {
    clearTimeout(timer);
    if (isOut || isStopped || isSent) return Promise.resolve(false);
    // One after the other: the second needs the version that the first was given.
    if (under) return under.then(() => (isChanged() ? save() : true));
    if (!isChanged()) return Promise.resolve(true);
    under = send().finally(() => { under = null; });
    return under;
  }

  async function send() {
    const sent = content();
    tell(say("saving"));
    try {
      const answer = await fetch(form.action, { method: "POST", body: body(), redirect: "manual", keepalive: true, headers: { Accept: "application/json" } });
      if (answer.ok) return taken(await answer.json(), sent);
      if (answer.status === 409) return met(await answer.json());
      if (answer.status === 422) return refused(await answer.json());
      if (isSignedOut(answer)) return signedOut();
      throw new Error(String(answer.status));
    } catch {
      tell(say("failed"));
      later(AGAIN);
      return false;
    }
  }

  function taken(told, sent) {
    held = sent;
    form.elements.version.value = told.version;
    show();
    mark(told.faults);
    const standing = document.querySelector("[data-standing] .tag");
    standing.textContent = told.standing;
    standing.className = `tag tag-${told.tone}`;
    document.querySelector("[data-lacking]").textContent = told.lacks;
    document.querySelector("[data-lacks]").hidden = !told.lacks;
    document.querySelector("[data-progress]").textContent = told.progress;
    document.querySelector("[data-place]").textContent = told.place;
    for (const [name, url] of Object.entries(told.go)) {
      links(name).hidden = !url;
      links(name).href = url || "#main";
    }
    if (told.said) moved(told);
    tell(say(told.is_kept ? "saved" : "partly", { at: clock() }));
    if (told.is_kept && !isChanged()) form.dispatchEvent(new Event("sekisho:kept", { bubbles: true }));
    return !told.faults.length;
  }

  // Beside the control it is about; what was told of the last save is taken away.
  function mark(faults) {
    for (const place of form.querySelectorAll("[data-faults]")) {
      const told = faults.filter((one) => one.id === place.dataset.faults);
      place.replaceChildren(...told.map((one) => element("p", { class: "field-error" }, one.text)));
      place.closest(".answer-cell, .field").classList.toggle("has-error", told.length > 0);
      const control = document.getElementById(place.dataset.faults);
      if (told.length) control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
    }
  }

  function moved(told) {
    const list = told.came.map((one) => element("li", {}, element("a", { href: one.url }, one.text)));
    form.querySelector("[data-answer-moved]").replaceChildren(
      element("p", {}, told.said), ...(list.length ? [element("ul", {}, ...list)] : []));
  }

  function met(told) {
    isStopped = true;
    const go = () => { isStopped = false; form.elements.version.value = told.version; held = null; save(); };
    const theirs = told.theirs.length ? told.theirs : [{ label: "", text: say("empty") }];
    show(
      element("p", {}, element("strong", {}, say("conflict"))), element("p", {}, say("theirs")),
      element("dl", { class: "answer-theirs" }, ...theirs.map((one) =>
        element("div", {}, element("dt", {}, one.label || say("answer")), element("dd", { class: "lines" }, one.text)))),
      element("p", {}, say("yours")), button(say("keep"), "primary", go),
      button(say("take"), "outline-secondary", () => { clean(); location.reload(); }));
    tell("");
    return false;
  }

  function refused(told) {
    isStopped = true;
    show(element("p", {}, told.said));
    tell("");
    return false;
  }

  function signedOut() {
    isOut = true;
    show(element("p", {}, word("signed_out")),
      element("a", { class: "btn btn-outline-secondary", href: form.dataset.loginUrl, target: "_blank", rel: "noopener" }, word("sign_in_tab")));
    tell("");
    return false;
  }

  const clean = () => form.dispatchEvent(new Event("sekisho:kept", { bubbles: true }));

  // A choice that excludes the others: whichever of both kinds is ticked last stands.
  function excludeOthers(box) {
    const others = [...box.closest("fieldset").querySelectorAll(`input[type="checkbox"][name="${box.name}"]`)].filter((one) => one !== box);
    for (const one of others) if ("alone" in box.dataset || "alone" in one.dataset) one.checked = false;
  }

  // --- rows of a table, countries ---------------------------------------------------------------
  function addRow(key) {
    const rows = form.querySelector(`[data-rows="${key}"]`);
    const number = Math.max(0, ...[...rows.children].map((row) => Number(row.dataset.row))) + 1;
    const made = form.querySelector(`[data-blank="${key}"] tr`).cloneNode(true);
    for (const node of [made, ...made.querySelectorAll("*")]) {
      for (const { name, value } of [...node.attributes]) {
        const changed = value.replaceAll(`${key}-0-`, `${key}-${number}-`).replace(/-0$/, name === "value" ? `-${number}` : "-0");
        if (changed !== value) node.setAttribute(name, changed);
      }
    }
    made.dataset.row = number;
    rows.append(made);
    renumber(rows);
    rows.lastElementChild.querySelector("input, select, textarea").focus();
  }
  const renumber = (rows) => [...rows.children].forEach((row, i) => { row.querySelector("[data-number]").textContent = i + 1; });

  function dropRow(row) {
    const rows = row.parentElement, key = rows.dataset.rows;
    row.remove();
    if (!rows.children.length) addRow(key);
    renumber(rows);
    rows.closest("fieldset").querySelector("[data-more]").focus();
    touched();
  }

  function addCountry(list) {
    const chosen = list.selectedOptions[0], key = list.dataset.addCountry;
    if (!chosen.value) return;
    const id = `${key}-c-${chosen.value}`;
    const box = element("input", { class: "form-check-input", type: "checkbox", name: key, id, value: chosen.value });
    box.checked = true;
    form.querySelector(`[data-countries="${key}"]`).append(element("div", { class: "form-check" }, box, element("label", { class: "form-check-label", for: id }, chosen.text)));
    chosen.remove();
    list.value = "";
  }
  for (const press of form.querySelectorAll("[data-without-script]")) press.hidden = true;

  form.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-more], [data-drop]");
    if (!pressed) return;
    event.preventDefault();
    if (pressed.dataset.more) addRow(pressed.dataset.more);
    else dropRow(pressed.closest("tr"));
  });

  // --- when it is saved -------------------------------------------------------------------------
  if (isChanged()) later(PAUSE);
  const touched = () => form.dispatchEvent(new Event("input", { bubbles: true }));
  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("change", (event) => {
    if (event.target.dataset.addCountry) addCountry(event.target);
    if (event.target.type === "checkbox" && event.target.checked) excludeOthers(event.target);
    later(PAUSE);
  });
  form.addEventListener("focusout", (event) => { if (event.target.matches("input, select, textarea") && isChanged()) later(0); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!under) { isSent = true; return; }
    // What is still on its way gives this one its version: sent at once it would meet one's own answer as a stranger's.
    event.preventDefault();
    const pressed = event.submitter;
    under.then(() => form.requestSubmit(pressed));
  });
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden) return void save();
    if (!isOut || !await takeFreshToken()) return;
    isOut = false;
    show(element("p", {}, word("signed_in")));
    save();
  });
  // A way to another question waits for what is still to be saved.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.ctrlKey || event.metaKey || (!isChanged() && !under)) return;
    event.preventDefault();
    save().then((done) => { if (done) location.assign(link.href); });
  });
}
