// Copies a table, or the text of a field, to be pasted into a spreadsheet or the table of another system.
"use strict";
(() => {
  // A spreadsheet would take a name that begins like this for a formula.
  const guarded = (text) => (/^[=+\-@\t\r]/.test(text) && !/^-?\d+$/.test(text) ? `'${text}` : text);
  // A figure goes without the dots between its thousands, which another system may take for decimals.
  const plain = (cell) => {
    const figure = cell.querySelector("data");
    return guarded(figure ? figure.value : cell.textContent.replace(/\s+/g, " ").trim());
  };

  // The cells in a grid: one that reaches over several columns or rows is written once, the others stay empty.
  const gridOf = (table) => {
    const grid = [];
    [...table.rows].forEach((row, y) => {
      grid[y] = grid[y] || [];
      let x = 0;
      [...row.cells].forEach((cell) => {
        while (grid[y][x] !== undefined) x += 1;
        for (let down = 0; down < cell.rowSpan; down += 1) {
          grid[y + down] = grid[y + down] || [];
          for (let across = 0; across < cell.colSpan; across += 1) grid[y + down][x + across] = "";
        }
        grid[y][x] = plain(cell);
      });
    });
    return grid.map((row) => row.join("\t")).join("\n");
  };

  // Without TLS browsers give no clipboard to pages; the older way still works there.
  const copied = async (text) => {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch { /* the browser forbids it: the older way is tried below */ }
    }
    const field = document.createElement("textarea");
    field.className = "visually-hidden";
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  };

  document.querySelectorAll("[data-copy]").forEach((button) => {
    const source = document.getElementById(button.dataset.copy);
    const said = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copied(source.tagName === "TABLE" ? gridOf(source) : source.value);
      said.textContent = done ? button.dataset.copied : button.dataset.failed;
      button.focus();
    });
  });
})();
