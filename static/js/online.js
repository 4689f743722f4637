// Handing in online. Everything works without this file: it saves while one types, copies the link, and turns pages.
"use strict";

(() => {
  const form = document.querySelector("form[data-autosave]");
  const status = document.getElementById("autosave");
  let timer = 0;
  let isSending = false;

  const typed = () => {
    const data = new FormData(form);
    form.querySelectorAll("input[type=file]").forEach((field) => data.delete(field.name));
    data.delete("do");
    return data;
  };

  const save = async () => {
    if (isSending) return;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: typed(), headers: { "X-Autosave": "1" }, credentials: "same-origin",
      });
      const told = answer.ok ? await answer.json() : {};
      status.textContent = answer.ok ? `${form.dataset.saved} ${told.saved}` : form.dataset.unsaved;
    } catch {
      status.textContent = form.dataset.unsaved; // no network: the page still has what was typed
    }
  };

  if (form && status) {
    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      window.clearTimeout(timer);
      timer = window.setTimeout(save, 4000);
    });
    form.addEventListener("submit", () => { isSending = true; window.clearTimeout(timer); });
  }

  const address = document.getElementById("address");
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = !(address && navigator.clipboard);
    button.addEventListener("click", async () => {
      address.select();
      await navigator.clipboard.writeText(address.value);
      document.getElementById("copied").textContent = button.dataset.copied;
    });
  });

  // The counter looks at one photo after the other.
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.altKey || event.ctrlKey || event.metaKey) return;
    const link = document.querySelector(`a[data-turn="${event.key}"]`);
    if (link) { event.preventDefault(); link.click(); }
  });
})();
