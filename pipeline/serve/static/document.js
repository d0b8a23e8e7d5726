"use strict";
// A document beside its tasks: pressing one side shows the other; keys walk through the tasks.

const byId = (id) => document.getElementById(id);
const panes = byId("panes");
const cards = () => [...document.querySelectorAll(".card")].filter((card) => !card.hidden);
let chosen = null; // the id of the task that is looked at
let only = "all";

/** Characters as Python counts them, in a text that JavaScript counts in halves of some. */
const points = (text) => { let count = 0; for (const _ of text) count += 1; return count; };

function card(id) {
  return id ? byId(id) : null;
}
function pieces() {
  return [...document.querySelectorAll(".source > span")];
}

/** Marks the task on both sides; `show` says which side is to scroll to it. */
function choose(id, show) {
  chosen = id;
  for (const one of document.querySelectorAll(".chosen")) one.classList.remove("chosen");
  const own = card(id);
  if (!own) return;
  own.classList.add("chosen");
  const marks = [...document.querySelectorAll(`[data-in="${CSS.escape(id)}"], figure a[data-task="${CSS.escape(id)}"]`)];
  for (const mark of marks) mark.classList.add("chosen");
  if (show === "card") {
    pane("tasks");
    if (own.hidden) filter("all");
    own.scrollIntoView({ block: "nearest" });
  } else if (show === "text") {
    const first = marks.find((mark) => mark.getClientRects().length) || marks[0];
    const shown = first || fallback(own);
    if (shown) shown.scrollIntoView({ block: "center" });
  }
}
/** The page on which a task begins, for tasks that have no mark of their own. */
function fallback(own) {
  return byId(`p${own.dataset.page}`);
}
function pane(name) {
  panes.classList.toggle("show-tasks", name === "tasks");
  for (const button of document.querySelectorAll("[data-pane]")) {
    button.setAttribute("aria-pressed", String(button.dataset.pane === name));
  }
}
function filter(which) {
  only = which;
  for (const button of document.querySelectorAll("[data-only]")) {
    button.setAttribute("aria-pressed", String(button.dataset.only === which));
  }
  for (const one of document.querySelectorAll(".card")) {
    const fits = which === "all" || (which === "review" && one.classList.contains("review"))
      || (which === "unchecked" && !one.classList.contains("right"));
    one.hidden = !fits;
  }
}
/** Shows the words of a record dark in the text while it is pointed at. */
function light(chip) {
  for (const one of document.querySelectorAll(".lit")) one.classList.remove("lit");
  if (!chip || !chip.dataset.from) return;
  const from = Number(chip.dataset.from), to = Number(chip.dataset.to);
  for (const piece of pieces()) {
    const at = Number(piece.dataset.at);
    if (at >= from && at < to) piece.classList.add("lit");
    if (at >= to) break;
  }
}
/** Goes to the next or previous task that is shown and fits, also from one that is not shown. */
function step(by, fits) {
  const every = [...document.querySelectorAll(".card")];
  const all = every.filter((one) => !one.hidden && (!fits || fits(one)));
  if (!all.length) return;
  const at = every.findIndex((one) => one.id === chosen);
  const next = (by > 0 ? all.find((one) => every.indexOf(one) > at)
    : all.findLast((one) => every.indexOf(one) < at)) || (by > 0 ? all[all.length - 1] : all[0]);
  choose(next.id, "text");
  if (!panes.classList.contains("show-tasks") && matchMedia("(max-width: 820px)").matches) pane("tasks");
  next.scrollIntoView({ block: "nearest" });
  next.focus({ preventScroll: true });
}
function showAs(what) {
  const pictures = document.querySelector(".pictures"), words = document.querySelector(".words");
  if (!pictures) return;
  pictures.hidden = what !== "pictures";
  words.hidden = what !== "words";
  for (const button of document.querySelectorAll("[data-show]")) {
    button.setAttribute("aria-pressed", String(button.dataset.show === what));
  }
  if (chosen) choose(chosen, "text");
}

document.addEventListener("click", (event) => {
  const at = event.target;
  const picture = at.closest("figure a[data-task]");
  if (picture) { event.preventDefault(); choose(picture.dataset.task, "card"); return; }
  const piece = at.closest(".source > span");
  if (piece) {
    if (piece.dataset.task && String(getSelection()) === "") choose(piece.dataset.task, "card");
    return;
  }
  const button = at.closest("button");
  if (button && button.dataset.pane) { pane(button.dataset.pane); return; }
  if (button && button.dataset.only) { filter(button.dataset.only); return; }
  if (button && button.dataset.show) { showAs(button.dataset.show); return; }
  const own = at.closest(".card");
  if (!own) return;
  if (button && button.dataset.do === "show") { pane("text"); choose(own.id, "text"); return; }
  if (!button && !at.closest("a, summary")) choose(own.id, "text");
  else if (own.id !== chosen) choose(own.id, null);
});
for (const kind of ["mouseover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const chip = event.target.closest ? event.target.closest(".chip") : null;
    if (chip) light(chip);
    else if (document.querySelector(".lit")) light(null);
  });
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog[open]")) return;
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    n: () => step(1, (one) => one.classList.contains("review") && !one.classList.contains("right")),
    g: () => {
      const side = event.target.closest("#tasks") ? "text" : "tasks";
      pane(side);
      byId(side).querySelector(".scroller").focus();
    },
    "/": () => byId("find").focus(),
  };
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
function fromAddress() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id && card(id) && card(id).classList.contains("card")) {
    choose(id, "text");
    card(id).scrollIntoView({ block: "start" });
    if (matchMedia("(max-width: 820px)").matches) pane("tasks");
  }
}
addEventListener("hashchange", fromAddress);
fromAddress();
// Once every script of the page has run: they are deferred, and this event waits for them.
document.addEventListener("DOMContentLoaded", () => { document.documentElement.dataset.ready = "1"; });
