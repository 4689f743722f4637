// A button beside each password shows what was typed; without JavaScript there is no button and nothing is lost.
"use strict";

document.querySelectorAll("button[data-shows]").forEach((button) => {
  const field = document.getElementById(button.dataset.shows);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    field.focus();
  });
  // Sent as a password again, so that the browser does not offer the text to other forms.
  field.form.addEventListener("submit", () => { field.type = "password"; });
});
