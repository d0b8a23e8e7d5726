"use strict";
// Filters the rows of a table while somebody types, where no server does it.

/** Words as they are searched: no tone marks, no case, a space before each. */
const bare = (text) => ` ${text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d")
  .toLowerCase().replace(/[^a-z0-9]+/g, " ").trim()}`;

const form = document.querySelector("form[data-filter]");
const rows = [...document.querySelectorAll(`#${form.dataset.filter} tbody tr`)];
const none = document.querySelector(".none");

function draw() {
  const asked = form.elements.q.value.split(/[,;]/).map(bare).filter((part) => part.trim());
  const review = form.elements.review && form.elements.review.checked;
  let shown = 0;
  for (const row of rows) {
    const fits = asked.every((part) => row.dataset.bare.includes(part))
      && (!review || row.dataset.review !== "0");
    row.hidden = !fits;
    shown += fits;
  }
  none.hidden = shown > 0;
}
form.addEventListener("input", draw);
form.addEventListener("submit", (event) => { event.preventDefault(); draw(); });
draw();
