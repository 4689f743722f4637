// The counter from the keyboard. Every page also works without this file.
//
// In a box every key is text. Digits and letters choose only while the focus stands in a list (data-keys).
"use strict";

(() => {
  const box = () => document.getElementById("pupil-q");
  const found = () => document.getElementById("found");
  const isEditable = (element) => element.matches("input:not([type=checkbox]):not([type=radio]), select, textarea");
  const isShown = (element) => element.getClientRects().length > 0;
  let takeWhenFound = false; // Enter was pressed before the list had come

  // --- Lists ---------------------------------------------------------------------------------------------------

  const linksOf = (list) => Array.from(list.querySelectorAll("[data-key]")).filter(isShown);

  const mark = (link) => {
    found().querySelectorAll(".marked").forEach((old) => old.classList.remove("marked"));
    if (link) link.classList.add("marked");
  };

  const choose = (item) => {
    if (!item.matches("summary")) { item.click(); return; }
    const step = item.parentElement;
    step.open = true;
    const fields = Array.from(step.querySelectorAll("input:not([type=hidden]), select, textarea, button"));
    const first = fields.find((field) => field.type === "checkbox") || fields[0];
    if (first) first.focus();
  };

  const onBoxKey = (event) => {
    const links = found() ? linksOf(found()) : [];
    if (event.key === "ArrowDown" && links.length) {
      event.preventDefault();
      (links[1] || links[0]).focus(); // the first is marked already while one types
    } else if (event.key === "Enter") {
      event.preventDefault();
      const wanted = event.target.value.trim();
      if (!wanted) return;
      if (found().dataset.q === wanted) {
        if (links.length) links[0].click();
      } else {
        takeWhenFound = true;
        window.htmx.trigger(event.target, "search-now");
      }
    }
  };

  const onListKey = (event, list) => {
    const links = linksOf(list);
    const at = links.indexOf(document.activeElement.closest("[data-key]"));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && at >= 0) {
      event.preventDefault();
      if (at + step < 0 && box()) box().focus();
      else if (links[at + step]) links[at + step].focus();
      return;
    }
    const item = links.find((link) => link.dataset.key === event.key.toLowerCase());
    if (item) {
      event.preventDefault();
      choose(item);
    } else if (box() && (event.key === "Backspace" || (event.key.length === 1 && event.key !== " "))) {
      box().focus(); // what is typed on belongs to the search
    }
  };

  // --- The form ------------------------------------------------------------------------------------------------

  const stopsOf = (form) => {
    const seen = new Set();
    return Array.from(form.querySelectorAll("[data-stop]")).filter((stop) => {
      if (!isShown(stop) || (stop.type === "radio" && seen.has(stop.name))) return false;
      seen.add(stop.name);
      return true;
    });
  };

  const goTo = (field) => {
    const checked = field.type === "radio" && field.form.querySelector(`[name="${field.name}"]:checked`);
    (checked || field).focus();
    if (field.select && isEditable(field)) field.select();
  };

  const isEmpty = (field) => {
    if (!field.required) return false;
    if (field.type === "radio") return !field.form.querySelector(`[name="${field.name}"]:checked`);
    return field.type !== "checkbox" && !field.value.trim();
  };

  const onFormEnter = (event, form) => {
    const here = event.target;
    if (here.matches("textarea, button, a, summary")) return;
    event.preventDefault();
    const stops = stopsOf(form);
    const follows = (stop) => here.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING;
    const next = stops.find((stop) => follows(stop) && stop.name !== here.name) || stops.find(isEmpty);
    if (next && next !== here) goTo(next);
    else form.requestSubmit(form.querySelector("[data-accept]"));
  };

  const toFirstStop = () => {
    const form = document.getElementById("intake");
    if (!form) return;
    const stop = form.querySelector(".is-invalid[data-stop]") || stopsOf(form)[0];
    if (stop) goTo(stop);
  };

  // --- What shows only when it matters ---------------------------------------------------------------------------

  const showWhatMatters = () => {
    const form = document.getElementById("intake");
    if (!form) return;
    const absent = Array.from(form.querySelectorAll("[data-required]:not(:checked)"), (paper) => paper.dataset.required);
    const waiting = document.getElementById("waiting");
    waiting.hidden = !absent.length;
    waiting.querySelector("[data-list]").textContent = absent.join("; ");
    form.querySelectorAll("[data-plain]").forEach((hint) => { hint.hidden = absent.length > 0; });
    form.querySelectorAll("[data-when]").forEach((part) => {
      const source = document.getElementById(part.dataset.when);
      part.hidden = source.type === "checkbox" ? !source.checked : source.hidden;
    });
  };

  const begin = () => {
    showWhatMatters();
    const screen = document.getElementById("intake-screen");
    if (screen && !screen.querySelector("[autofocus]")) toFirstStop();
    const step = document.querySelector("[data-main-step]");
    // On a phone the facts come before the steps: the focus must not pull the page past them.
    if (step) step.focus({ preventScroll: window.matchMedia("(max-width: 62rem)").matches });
  };

  // --- Events --------------------------------------------------------------------------------------------------

  // A paper prints from a frame that nobody sees, so that the screen stays and Enter begins the next request.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-print-here]");
    if (!link || event.ctrlKey || event.shiftKey || event.metaKey) return;
    event.preventDefault();
    const old = document.querySelector(".print-frame");
    if (old) old.remove();
    const frame = document.createElement("iframe");
    frame.className = "print-frame";
    frame.title = link.textContent.trim();
    frame.tabIndex = -1;
    frame.setAttribute("aria-hidden", "true");
    frame.src = link.href;
    document.body.append(frame);
    const next = document.querySelector(".receipt [autofocus]");
    if (next) next.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const here = event.target;
    if (here === box()) { onBoxKey(event); return; }
    if (event.key === "Escape") {
      const back = document.querySelector("[data-back]");
      const form = document.getElementById("intake");
      if (back && isShown(back) && !(form && form.dataset.dirty)) back.click();
      return;
    }
    if (event.key === "Enter") {
      if (here.matches("[data-errors]")) { event.preventDefault(); toFirstStop(); return; }
      const form = here.closest("#intake");
      if (form) onFormEnter(event, form);
      return;
    }
    const list = here.closest("[data-keys]");
    if (list && !isEditable(here) && here.type !== "radio") onListKey(event, list);
  });

  document.addEventListener("focusin", (event) => {
    if (!found()) return;
    if (event.target === box()) mark(linksOf(found())[0]);
    else if (event.target.closest("#found [data-key]")) mark(event.target.closest("[data-key]"));
  });

  document.addEventListener("input", (event) => {
    takeWhenFound = false;
    if (event.target.closest("#intake")) showWhatMatters();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "found" && takeWhenFound) {
      takeWhenFound = false;
      const pupils = event.target.querySelectorAll("[data-pupil]");
      if (pupils.length === 1) pupils[0].click(); // of several nobody is taken who was not on the screen
    } else if (event.target.id === "intake-screen") {
      begin();
    }
  });

  // On a slow machine a name is typed before htmx listens: no key after the last one would set the search off.
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body || !box() || !found()) return;
    if (box().value.trim() !== found().dataset.q) window.htmx.trigger(box(), "search-now");
  });

  // Going back asks the server again: no page with a name on it is kept in the browser (hx-history).
  document.addEventListener("htmx:historyRestore", begin);

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
