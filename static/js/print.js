// A paper in a tab: the button prints it; «?auto=1» opens the print window when letters and pictures are there.
"use strict";

const button = document.querySelector("[data-print]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
if (new URLSearchParams(window.location.search).get("auto") === "1") {
  window.addEventListener("load", () => {
    const ready = document.fonts && document.fonts.ready ? document.fonts.ready : Promise.resolve();
    ready.then(() => window.print());
  });
}
