"use strict";
// Dialogs that correct a record or a task; most save with one press.

let context = null; // what an open dialog is about

const field = (dialog, name) => dialog.querySelector(`[name="${name}"]`);

/** Asks once who somebody is; the answer is kept in a cookie. */
function askName() {
  return new Promise((done) => {
    const dialog = byId("who-dialog");
    const input = field(dialog, "who");
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      const name = input.value.trim();
      if (dialog.returnValue !== "save" || !name) { done(false); return; }
      who = name;
      document.cookie = `nhiemvu_who=${encodeURIComponent(name)}; path=/; max-age=31536000; samesite=strict`;
      done(true);
    }, { once: true });
    dialog.showModal();
    input.focus();
  });
}
function open(kind, button, own, place) {
  const dialog = byId(`${kind}-dialog`);
  const values = button && button.dataset.values ? JSON.parse(button.dataset.values) : {};
  const record = button && button.dataset.record ? button.dataset.record : "";
  const isNew = kind === "task" ? !button : !record;
  context = { kind, dialog, own, record, values, isNew, place };
  const head = dialog.querySelector("h2");
  head.textContent = isNew ? head.dataset.new : head.dataset.old;
  const raw = dialog.querySelector(".raw");
  const words = values.raw || (place ? place.text : "");
  if (raw) { raw.hidden = !words; raw.querySelector("q").textContent = words; }
  dialog.querySelector(".problem").hidden = true;
  dialog.querySelector("[data-mark]").hidden = isNew || kind === "task";
  dialog.querySelector("[data-remove]").hidden = isNew;
  ({ unit: openUnit, time: openTime, citation: openCitation, task: openTask })[kind](dialog, values, place);
  dialog.showModal();
  if (place && isNew && kind !== "task") suggest(kind, dialog, place);
}
/** Fills a new record's dialog with what the program reads in the selected words. */
async function suggest(kind, dialog, place) {
  const own = context;
  let touched = false;
  const touch = () => { touched = true; };
  dialog.addEventListener("input", touch, { once: true });
  try {
    const { status, told } = await ask("GET", `${ADDRESS}/reading?char_start=${place.start}&char_end=${place.end}`);
    if (status !== 200 || !told[kind] || touched || own !== context) return;
    for (const [name, value] of Object.entries(told[kind])) field(dialog, name).value = value || "";
    if (kind === "time") matchRule(dialog);
  } catch { /* the person fills it in */ } finally {
    dialog.removeEventListener("input", touch);
  }
}
function openUnit(dialog, values, place) {
  const name = field(dialog, "unit");
  name.value = values.unit || (place ? place.text : "");
  for (const button of dialog.querySelectorAll("[data-role]")) {
    button.setAttribute("aria-pressed", String(button.dataset.role === values.role));
  }
  const quick = dialog.querySelector(".quick div");
  quick.replaceChildren(...likely(name.value).map((one) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.name = one;
    button.textContent = one;
    return button;
  }));
  quick.parentElement.hidden = !quick.children.length;
}
/** Other bodies of the document, the most named first. */
function likely(current) {
  const counts = new Map();
  for (const chip of document.querySelectorAll(".card .chip.unit")) {
    const name = JSON.parse(chip.dataset.values).unit;
    counts.set(name, (counts.get(name) || 0) + 1);
  }
  counts.delete(current);
  return [...counts].sort((one, other) => other[1] - one[1]).slice(0, 8).map(([name]) => name);
}
function openTime(dialog, values) {
  for (const name of ["kind", "start", "end", "rrule", "condition"]) {
    field(dialog, name).value = values[name] || (name === "kind" ? "by" : "");
  }
  matchRule(dialog);
}
function matchRule(dialog) {
  const choice = field(dialog, "rule-choice"), rule = field(dialog, "rrule").value;
  choice.value = [...choice.options].some((one) => one.value === rule) ? rule : "";
}
function openCitation(dialog, values) {
  for (const name of ["type", "number", "name", "date", "issuer"]) {
    field(dialog, name).value = values[name] || "";
  }
}
function openTask(dialog, values, place) {
  field(dialog, "text").value = values.text || (place ? place.text : "");
  context.bounds = values.bounds || (place ? [place.start, place.end] : null);
  drawBounds();
}
function problem(text) {
  const line = context.dialog.querySelector(".problem");
  line.textContent = text;
  line.hidden = !text;
}
/** Sends what the dialog says and closes it where it was taken. */
async function send(changes) {
  const { dialog } = context;
  if (!changes.length) { dialog.close(); return; }
  if (!who) { // one dialog at a time
    dialog.close();
    if (await askName()) { dialog.showModal(); send(changes); }
    return;
  }
  const wrong = await save(changes);
  if (wrong) { problem(wrong); return; }
  dialog.close();
  backTo(context);
}
/** Puts the focus where it was before a dialog; what had it was drawn anew. */
function backTo({ own, kind, record }) {
  const again = own && card(own.id);
  if (!again) return;
  const same = [...again.querySelectorAll(`[data-do=${kind}]`)];
  (same.find((one) => one.dataset.record === record) || same[0] || again).focus({ preventScroll: true });
}
const taskCode = () => (context.own ? context.own.dataset.code : "");
/** A change of the record that a dialog is about. */
const change = (action, more) => ({ action, target: context.kind, key: context.record, ...more });
const orNull = (text) => (text.trim() === "" ? null : text.trim());

function changesOf(values) {
  if (context.isNew) {
    const place = context.place ? { char_start: context.place.start, char_end: context.place.end } : {};
    return [{ action: "add", target: context.kind, key: taskCode(), new: { ...values, ...place } }];
  }
  const was = (name) => context.values[name] ?? null;
  const changed = Object.entries(values)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was(name)));
  if (!changed.length) return [];
  // One line of the log, so that no half of it can be refused.
  return [change("set", {
    old: Object.fromEntries(changed.map(([name]) => [name, was(name)])), new: Object.fromEntries(changed),
  })];
}
function valuesOf(dialog) {
  const value = (name) => orNull(field(dialog, name).value);
  switch (context.kind) {
    case "unit": return { unit: value("unit"), role: context.values.role || "lead" };
    case "time": return Object.fromEntries(
      ["kind", "start", "end", "rrule", "condition"].map((name) => [name, value(name)]));
    case "citation": return Object.fromEntries(
      ["type", "number", "name", "date", "issuer"].map((name) => [name, value(name)]));
    default: return { bounds: context.bounds, text: value("text") };
  }
}
function sendTask(dialog) {
  const values = valuesOf(dialog);
  if (context.isNew) {
    const [char_start, char_end] = context.bounds;
    send([{ action: "add", target: "task", key: "", new: { text: values.text, char_start, char_end } }]);
    return;
  }
  // Other bounds bring their words along; words that were typed come last.
  send(Object.entries(values)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(context.values[name]))
    .map(([name, value]) => (
      { action: "set", target: "task", key: taskCode(), field: name, old: context.values[name], new: value })));
}

for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("submit", (event) => {
    if (dialog.id === "who-dialog" || dialog.id === "keys-dialog") return;
    event.preventDefault();
    if (context.kind === "task") sendTask(dialog);
    else send(changesOf(valuesOf(dialog)));
  });
  dialog.addEventListener("close", () => { if (news) refresh(); });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.hasAttribute("data-close")) dialog.close();
    else if (button.hasAttribute("data-remove")) {
      send([{ action: "remove", target: context.kind, key: context.record || taskCode(), old: context.values }]);
    } else if (button.hasAttribute("data-mark")) send([change("checked", { new: true })]);
    else if (button.dataset.role) {
      send(changesOf({ unit: orNull(field(dialog, "unit").value), role: button.dataset.role }));
    } else if (button.dataset.name) {
      send(changesOf({ unit: button.dataset.name, role: context.values.role || "lead" }));
    } else if (button.dataset.move) moveBound(button.dataset.move);
  });
}
field(byId("time-dialog"), "rule-choice").addEventListener("change", (event) => {
  const dialog = byId("time-dialog");
  field(dialog, "rrule").value = event.target.value;
  if (event.target.value) field(dialog, "kind").value = "recurring";
});
field(byId("time-dialog"), "rrule").addEventListener("input", () => matchRule(byId("time-dialog")));

// --- the words of a task -----------------------------------------------------------------

/** The document's text as an array of characters, counted as the server counts them. */
function source() {
  return pieces().flatMap((piece) => [...piece.textContent]);
}
function drawBounds() {
  const line = byId("task-dialog").querySelector(".bounds");
  line.hidden = !context.bounds;
  if (context.bounds) line.querySelector("q").textContent = source().slice(...context.bounds).join("");
}
/** Moves an end of the task's words by one word: "start-", "start+", "end-" or "end+". */
function moveBound(which) {
  const text = source(), side = which.startsWith("start") ? 0 : 1, by = which.endsWith("+") ? 1 : -1;
  const blank = (at) => /\s/.test(text[at]);
  let at = context.bounds[side];
  const inner = (index) => index >= 0 && index < text.length;
  const look = (index) => (by > 0 ? index : index - 1);
  while (inner(look(at)) && blank(look(at))) at += by;
  while (inner(look(at)) && !blank(look(at))) at += by;
  if (side === 0 && by > 0) while (inner(at) && blank(at)) at += 1;
  if (side === 1 && by < 0) while (at > 0 && blank(at - 1)) at -= 1;
  const next = [...context.bounds];
  next[side] = at;
  if (next[0] >= next[1]) return;
  context.bounds = next;
  field(byId("task-dialog"), "text").value = text.slice(...next).join("").replace(/\s+/g, " ").trim();
  drawBounds();
}
