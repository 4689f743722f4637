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

  const send = async (form, data) => {
    const answer = await fetch(form.action, {
      method: "POST", body: data, headers: { "X-Live": "1" }, credentials: "same-origin", redirect: "manual",
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  };

  // Where the focus goes when the button under it has gone: to the next one, so that Enter hands on down the list.
  const nextOf = (button) => {
    const all = gives();
    const at = all.indexOf(button);
    const next = all[at + 1] || all[at - 1];
    return next ? next.id : "";
  };

  const show = (html, focusOn) => {
    const held = document.activeElement ? document.activeElement.id : "";
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("batch-live");
    const said = fresh.querySelector(".batch-said");
    const words = said.innerHTML;
    said.innerHTML = "";
    live().replaceWith(fresh);
    said.innerHTML = words; // put in afterwards: a screen reader speaks what changes
    const wanted = document.getElementById(held) || document.getElementById(focusOn) || box;
    if (document.activeElement !== wanted) wanted.focus();
  };

  const enqueue = (form, data, focusOn) => {
    desk.setAttribute("aria-busy", "true");
    queue = queue
      .then(() => send(form, data))
      .then((html) => show(html, focusOn))
      // Whatever happened (the session ended, the network is gone), the page itself says it; nothing is sent again.
      .catch(() => window.location.reload())
      .finally(() => desk.removeAttribute("aria-busy"));
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
