// Small helpers on top of htmx; every page also works without them.
"use strict";

// htmx sends the page's CSRF token with every request it makes.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});

// The browser gives the first box its keys with its first picture; on a slow computer a letter typed before is lost.
const firstBox = document.querySelector("[autofocus]");
if (firstBox && !window.location.hash && document.activeElement === document.body) firstBox.focus();

// A form is sent once: the second click of an impatient finger does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  }
});

// The person's menu closes with Escape or a click elsewhere.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.person-menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.person-menu[open]").forEach((menu) => { menu.open = false; });
});

// An access key that a page shows works as it is shown, whatever the browser makes of it (Firefox wants Shift too).
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
  const target = Array.from(document.querySelectorAll("[accesskey]")).find(
    (one) => one.accessKey === event.key.toLowerCase() && one.getClientRects().length);
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.click();
});

// What a device keeps of a person's reports goes when they log out, and when nobody is logged in.
const forgetReports = () => {
  if ("caches" in window) caches.keys().then((names) => names.filter((name) => name.startsWith("report-")).forEach((name) => caches.delete(name)));
  Object.keys(window.localStorage).filter((key) => key.startsWith("da-luu:")).forEach((key) => window.localStorage.removeItem(key));
};
document.addEventListener("submit", (event) => { if (/\/logout\/$/.test(event.target.action)) forgetReports(); });
document.addEventListener("DOMContentLoaded", () => { if (!document.querySelector(".person-name")) forgetReports(); });

// Text that has not been saved is not lost to a closed tab without a warning.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) form.dataset.dirty = "1";
});
window.addEventListener("beforeunload", (event) => {
  const dirty = document.querySelector("form[data-dirty]:not([data-sent])");
  if (dirty) event.preventDefault();
});
