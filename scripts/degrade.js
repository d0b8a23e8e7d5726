// Fills pages of fixed height with the blocks of #flow: paragraphs are parted between lines,
// and a note stands at the foot of the page that calls it.
"use strict";
const flow = document.getElementById("flow");
let page, column, notes, count = 0, limit = 0;

function newPage() {
  page = document.createElement("div");
  page.className = "page";
  count += 1;
  const number = count > 1 ? `<div class="number">${count}</div>` : "";
  page.innerHTML = `${number}<div class="column"></div><div class="notes"></div>`;
  document.body.insertBefore(page, flow);
  column = page.querySelector(".column");
  notes = page.querySelector(".notes");
}

function room() { // in pixels, from the end of the text to the notes
  const top = notes.childElementCount
    ? notes.getBoundingClientRect().top - 8
    : page.getBoundingClientRect().bottom - 68;
  return top - column.getBoundingClientRect().bottom;
}

function addNotes(element) {
  for (const call of element.querySelectorAll("[data-note]")) {
    const note = document.createElement("p");
    note.innerHTML = call.dataset.note;
    notes.append(note);
  }
}

function place(block) {
  column.append(block);
  addNotes(block);
  if (room() >= 0) return;
  notes.querySelectorAll("p").forEach((p) => p.remove());
  [...column.children].filter((b) => b !== block).forEach(addNotes);
  if (!block.matches("p.body")) {
    newPage();
    place(block);
    return;
  }
  const words = [...block.querySelectorAll("span.word")];
  const lines = [];
  for (const word of words) {
    const top = word.getBoundingClientRect().top;
    if (!lines.length || top - lines.at(-1).top > 8) lines.push({ top, words: [] });
    lines.at(-1).words.push(word);
  }
  const rest = block.cloneNode(false);
  rest.classList.add("goes-on");
  while (lines.length > 1 && (room() < 0 || lines.length === 1)) {
    const moved = lines.pop().words;
    for (const word of moved.reverse()) rest.prepend(word, " ");
  }
  addNotes(block);
  if (lines.length <= 1 || room() < -60 || block.matches(".bold")) { // no lone first line
    newPage();
    for (const word of [...rest.querySelectorAll("span.word")]) block.append(" ", word);
    place(block);
    return;
  }
  block.classList.add("cut");
  newPage();
  place(rest);
}

newPage();
for (const block of [...flow.children]) {
  if (block.matches(".new-page") && column.childElementCount) newPage();
  place(block);
}
flow.remove();
