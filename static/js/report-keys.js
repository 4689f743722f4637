// A report filled in from the keyboard: Enter and Ctrl+Enter lead on, Alt+V goes to what is still to be done, Alt+C to the
// list of it. Every page also works without this file; the keys are named on the page.
"use strict";

(() => {
  const GO = "bao-cao:go"; // what to go on with after the page was loaded again
  const LINE = ".commitment-form input, #document input"; // boxes of one line in which Enter goes to the next box
  let byKey = false;
  let left = null; // the form that Ctrl+Enter has sent, until its field has come back

  const isShown = (element) => Boolean(element && element.getClientRects().length);
  const firstIn = (place) => place && Array.from(place.querySelectorAll("textarea, button, input:not([type=hidden]), summary, a[href]")).find(isShown);
  const typedBox = (field) => Array.from(field.querySelectorAll("textarea[name=text]")).filter(isShown).pop();
  const follows = (element, other) => Boolean(other.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);

  // Where somebody must still decide or write, in the order of the page.
  const stopOf = (place) => {
    if (place.matches("[data-pending]")) return firstIn(place.querySelector(".part-actions"));
    if (place.matches("tr.ask")) return firstIn(place.querySelector(".reasons"));
    if (place.matches(".commitment-form")) return document.querySelector(".commitments li") ? null : firstIn(place);
    const isBlank = Array.from(place.querySelectorAll(".panel-head [data-blank]")).some(isShown);
    return isBlank ? typedBox(place) : null;
  };
  const stops = () => Array.from(document.querySelectorAll("[data-pending], tr.ask, section.field, .commitment-form")).map(stopOf).filter(isShown);
  // Every box of words as well: where somebody who writes goes on.
  const places = () => {
    const boxes = Array.from(document.querySelectorAll("section.field")).map(typedBox).filter(Boolean);
    const last = Array.from(document.querySelectorAll(".commitment-form")).map(firstIn).filter(Boolean);
    return Array.from(new Set([...stops(), ...boxes, ...last])).sort((one, other) => (follows(other, one) ? -1 : 1));
  };

  const go = (element) => {
    if (!element) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "center" });
  };
  const after = (found, element) => found.find((one) => follows(one, element) && !element.contains(one));
  const nextTodo = () => {
    const found = stops();
    go(after(found, document.activeElement || document.body) || found[0] || document.querySelector("a[data-takes-drafts]"));
  };

  document.addEventListener("pointerdown", () => { byKey = false; }, true);
  document.addEventListener("keydown", (event) => {
    byKey = true;
    if (event.key !== "Enter" || event.isComposing) return;
    const box = event.target;
    if (box.matches("section.field textarea[name=text]") && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      saveAndGoOn(box);
    } else if (box.matches(LINE)) {
      event.preventDefault();
      const fields = Array.from(box.form.querySelectorAll("input:not([type=hidden]), textarea, select, button")).filter(isShown);
      go(fields[fields.indexOf(box) + 1]);
    }
  }, true);

  const saveAndGoOn = (box) => {
    const { form } = box;
    const field = form.closest("section.field");
    const next = after(places(), box);
    const isSame = box.value === box.defaultValue && !form.dataset.dirty;
    left = isSame ? null : form.id || box.id;
    if (!isSame) (form.querySelector("button[value=edited]") || form.querySelector("button:not([name])")).click();
    if (next && (isSame || !field.contains(next))) go(next); // what is in this field comes back with it
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    const field = event.target;
    if (!field.matches || !field.matches("section.field")) return;
    const refused = left && Array.from(field.querySelectorAll("form[data-draft]")).find((form) => form.querySelector("[role=alert]"));
    const from = left && document.getElementById(left);
    const found = left ? places() : stops(); // who writes goes on writing, who decides goes on deciding
    left = null;
    if (refused) { go(Array.from(refused.querySelectorAll("textarea")).find(isShown)); return; }
    if (document.activeElement !== document.body) return;
    if (byKey) go(after(found, from || field.previousElementSibling || field) || found[0] || document.querySelector("a[data-takes-drafts]"));
    else firstIn(field.querySelector("[data-pending] .part-actions"))?.focus({ preventScroll: true });
  });

  // Pages that come anew: the keyboard goes on where it was.
  document.addEventListener("submit", (event) => {
    if (!byKey) return;
    const kind = [[".reasons form", "todo"], ["#document form", "todo"], [".commitment-form", "task"]].find(([form]) => event.target.matches(form));
    if (kind) window.sessionStorage.setItem(GO, kind[1]);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-next-todo], a[data-todo-list], .todos a, .brief a, .open-talks a");
    if (!link || !link.hash || link.pathname !== window.location.pathname) return;
    if (link.matches("[data-next-todo]")) { event.preventDefault(); byKey = true; nextTodo(); return; }
    if (link.matches("[data-todo-list]")) { event.preventDefault(); go(document.querySelector("#submit .todos a, #submit .brief a, #submit a")); return; }
    const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const row = place && place.matches("tr") && place.nextElementSibling;
    const target = row && row.matches("tr.ask") ? row : place;
    if (target && byKey) window.setTimeout(() => go(firstIn(target)));
  });

  const wanted = window.sessionStorage.getItem(GO);
  window.sessionStorage.removeItem(GO);
  const goOn = () => {
    byKey = true;
    if (wanted === "task") go(firstIn(document.querySelector(".commitment-form")));
    else nextTodo();
  };
  // The place that the address names takes the focus away once more when everything is loaded.
  if (wanted && !document.querySelector(".is-invalid, .alert-danger")) window.addEventListener("load", () => window.setTimeout(goOn));
})();
