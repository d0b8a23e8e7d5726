"use strict";
// Correcting: what is pressed, which key, and which words are selected in the text.

// --- what is selected in the text --------------------------------------------------------

function placeOf(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const piece = element.closest(".source > span");
  if (piece) {
    const before = node.nodeType === Node.TEXT_NODE ? node.textContent.slice(0, offset) : "";
    const whole = node.nodeType !== Node.TEXT_NODE && offset > 0;
    return Number(piece.dataset.at) + points(whole ? piece.textContent : before);
  }
  const next = element.closest(".source") && element.children[offset];
  return next && next.dataset ? Number(next.dataset.at) : null;
}
/** The selected words and their place; null where nothing of the text is selected. */
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  let start = placeOf(range.startContainer, range.startOffset);
  let end = placeOf(range.endContainer, range.endOffset);
  if (start === null || end === null || end <= start) return null;
  const text = source();
  while (start < end && /\s/.test(text[start])) start += 1;
  while (end > start && /\s/.test(text[end - 1])) end -= 1;
  if (start >= end) return null;
  return { start, end, text: text.slice(start, end).join("").replace(/\s+/g, " "), range };
}
function drawSelection() {
  const floating = byId("selection");
  const place = document.querySelector("dialog[open]") ? null : selected();
  floating.hidden = !place;
  if (!place && news && !busy()) refresh();
  if (!place) return;
  const box = place.range.getBoundingClientRect();
  const { width, height } = floating.getBoundingClientRect();
  const below = box.bottom + 8 + height < innerHeight ? box.bottom + 8 : Math.max(4, box.top - height - 8);
  floating.style.left = `${Math.max(4, Math.min(box.left, innerWidth - width - 8))}px`;
  floating.style.top = `${Math.min(below, innerHeight - height - 4)}px`;
}
let waiting = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  waiting = setTimeout(drawSelection, 150);
});
/** Makes something of the selected words: a record of the task that they stand in, or it. */
function addFrom(kind) {
  const place = selected();
  if (!place) { tell(said.live.outside); return; }
  const inside = place.range.startContainer.parentElement.closest("[data-in]");
  const own = card(chosen) || card(inside ? inside.dataset.in : "");
  byId("selection").hidden = true;
  if (kind === "task") { open("task", null, null, place); return; }
  if (!own) { tell(said.live.outside); return; }
  choose(own.id, null);
  if (kind === "bounds") {
    const values = JSON.parse(own.querySelector("[data-do=task]").dataset.values);
    save([
      { action: "set", target: "task", key: own.dataset.code, field: "bounds", old: values.bounds, new: [place.start, place.end] },
      { action: "set", target: "task", key: own.dataset.code, field: "text", old: values.text, new: place.text },
    ]);
    getSelection().removeAllRanges();
    return;
  }
  open(kind, null, own, place);
}
// A press on a button must not take the selection away before it is read.
byId("selection").addEventListener("mousedown", (event) => event.preventDefault());

// --- presses and keys --------------------------------------------------------------------

function right(own) {
  const on = own.querySelector("[data-do=right]").getAttribute("aria-pressed") === "true";
  return save([{ action: "checked", target: "task", key: own.dataset.code, old: on, new: !on }]);
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.add) { addFrom(button.dataset.add); return; }
  const own = button.closest(".card");
  switch (button.dataset.do) {
    case "unit": case "time": case "citation": open(button.dataset.do, button, own, null); break;
    case "task": open("task", button, own, null); break;
    case "right": right(own); break;
    case "keys": byId("keys-dialog").showModal(); break;
    case "document": {
      const on = button.dataset.checked === "1";
      save([{ action: "checked", target: "document", key: panes.dataset.code, old: on, new: !on }]);
      break;
    }
  }
});
/** Goes to the first record of a kind in the chosen task, or makes one of the selected words. */
function toRecord(kind) {
  if (selected()) { addFrom(kind); return; }
  const own = card(chosen) || cards()[0];
  if (!own) return;
  choose(own.id, null);
  pane("tasks");
  const button = own.querySelector(`[data-do=${kind}]`);
  if (button) { button.focus(); button.scrollIntoView({ block: "nearest" }); }
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog[open]")) return;
  const own = card(chosen);
  const keys = {
    x: () => own && right(own),
    c: () => toRecord("unit"),
    h: () => toRecord("time"),
    v: () => toRecord("citation"),
    e: () => own && open("task", own.querySelector("[data-do=task]"), own, null),
    b: () => addFrom("bounds"),
    m: () => addFrom("task"),
    u: () => undoLast(),
    Delete: () => own && save([{ action: "remove", target: "task", key: own.dataset.code, old: null }]),
    "?": () => byId("keys-dialog").showModal(),
  };
  if (Object.hasOwn(keys, event.key)) { event.preventDefault(); keys[event.key](); }
});
