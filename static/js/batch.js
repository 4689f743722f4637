// Handing out by a list without leaving the box: scans go one after the other, the cursor stays. The page also works
// without this file.
"use strict";

(() => {
  const desk = document.querySelector("[data-batch]");
  const box = document.getElementById("scan");
  if (!desk || !box) return;
  const live = () => document.getElementById("batch-live");
  const gives = () => Array.from(desk.querySelectorAll("[data-give]"));
  let queue = Promise.resolve(); // a scanner is faster than an answer
  let waiting = 0;
  let remarks = []; // what went wrong since the queue was last empty: the next scan must not wipe it off

  const send = async (form, data) => {
    const answer = await fetch(form.action, {
      method: "POST", body: data, headers: { "X-Live": "1" }, credentials: "same-origin", redirect: "manual",
    });
    return answer.ok ? answer.text() : null;
  };

  // Where the focus goes when the button under it has gone: to the next one, so that Enter hands on down the list.
  const nextOf = (button) => {
    const all = gives();
    const at = all.indexOf(button);
    const next = all[at + 1] || all[at - 1];
    return next ? next.id : "";
  };

  const say = (words) => {
    const said = live().querySelector(".batch-said");
    said.replaceChildren(...remarks, ...(words ? [words] : []));
    if (words && !words.classList.contains("is-done")) remarks.push(words);
  };

  const lost = () => {
    const words = document.createElement("p");
    words.className = "batch-words is-late";
    words.textContent = desk.dataset.lost;
    say(words);
    box.focus();
  };

  const show = (html, focusOn) => {
    const held = document.activeElement ? document.activeElement.id : "";
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("batch-live");
    const said = fresh.querySelector(".batch-said");
    const words = said.firstElementChild;
    said.textContent = "";
    live().replaceWith(fresh);
    say(words); // put in afterwards: a screen reader speaks what changes
    const wanted = document.getElementById(held) || document.getElementById(focusOn) || box;
    if (document.activeElement !== wanted) wanted.focus();
  };

  const enqueue = (form, data, focusOn) => {
    desk.setAttribute("aria-busy", "true");
    if (waiting === 0) remarks = [];
    waiting += 1;
    queue = queue
      .then(() => send(form, data))
      // No answer of this page: the session ended or a right is gone, and the page itself says so.
      .then((html) => (html === null ? window.location.reload() : show(html, focusOn)), lost)
      .finally(() => {
        waiting -= 1;
        if (waiting === 0) desk.removeAttribute("aria-busy");
      });
  };

  desk.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    event.preventDefault();
    event.stopPropagation(); // forms are sent once elsewhere; here each scan is another one
    const data = new FormData(form);
    const button = event.submitter;
    let focusOn = "";
    if (button && button.name) {
      data.set(button.name, button.value);
      focusOn = nextOf(button);
      button.disabled = true;
    } else {
      if (!box.value.trim()) return;
      box.value = "";
    }
    enqueue(form, data, focusOn);
  });

  desk.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) {
      // What is typed or scanned while the focus stands in the list belongs into the box.
      if (event.target.matches("[data-give]") && event.key.length === 1 && event.key !== " ") box.focus();
      return;
    }
    const all = gives();
    const at = all.indexOf(event.target);
    if (event.target !== box && at < 0) return;
    event.preventDefault();
    const next = at < 0 ? (step > 0 ? all[0] : null) : all[at + step] || (at + step < 0 ? box : null);
    if (next) next.focus();
  });
})();
