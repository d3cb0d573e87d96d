"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Choose a scenario: its blocks are shown, the others hidden.
  const chooser = document.getElementById("scenario");
  if (chooser) {
    document.getElementById("chooser").hidden = false;
    const show = () => {
      for (const block of all("[data-scenario]")) block.hidden = block.dataset.scenario !== chooser.value;
    };
    chooser.addEventListener("change", show);
    show();
  }

  // Search: æ, ø and å are also found as ae, o and a.
  const plain = (text) =>
    text.toLowerCase().replace(/æ/g, "ae").replace(/ø/g, "o").normalize("NFD").replace(/[\u0300-\u036f]/g, "");

  const searchable = (block) => {
    const table = block.querySelector("table.search");
    const rows = all("tbody tr", table).map((row) => ({
      row,
      text: plain([...row.cells].slice(0, 3).map((cell) => cell.textContent).join(" ")),
    }));
    const dots = new Map(all("[data-key]", block).filter((e) => e.tagName === "circle").map((e) => [e.dataset.key, e]));
    const box = block.querySelector(".find");
    const input = box.querySelector("input");
    const told = box.querySelector("output");
    box.hidden = false;
    const search = () => {
      const wanted = plain(input.value.trim());
      let count = 0;
      for (const { row, text } of rows) {
        const here = text.includes(wanted);
        row.hidden = !here;
        count += here;
        const dot = dots.get(row.dataset.key);
        if (dot) dot.classList.toggle("found", Boolean(wanted) && here);
      }
      const few = Boolean(wanted) && count > 0 && count <= 3;
      for (const { row } of rows) row.classList.toggle("hit", few && !row.hidden);
      told.textContent = input.dataset.found.replace("{count}", count).replace("{all}", rows.length);
    };
    input.addEventListener("input", search);
    search();

    // Sort by a column: numbers from large to small first, names from a to å.
    const body = table.tBodies[0];
    const order = new Intl.Collator(document.documentElement.lang).compare;
    all("thead th", table).forEach((head, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const numbers = rows[0] && rows[0].row.cells[place].dataset.v !== undefined;
        const first = numbers ? "descending" : "ascending";
        const next = head.getAttribute("aria-sort") === first ? (numbers ? "ascending" : "descending") : first;
        const sign = next === "ascending" ? 1 : -1;
        const key = (row) => (numbers ? Number(row.cells[place].dataset.v) : row.cells[place].textContent);
        const by = numbers ? (a, b) => key(a) - key(b) : (a, b) => order(key(a), key(b));
        for (const other of all("thead th", table)) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", next);
        body.append(...rows.map((one) => one.row).sort((a, b) => sign * by(a, b)));
      });
    });
  };
  for (const table of all("table.search")) searchable(table.closest(".block"));

  // What is folded on the screen is whole on paper.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });
})();
