"use strict";
// Correcting: a chip opens its dialog, most dialogs save with one press; the server keeps a line
// for each change and tells what others did meanwhile.

const said = JSON.parse(byId("words").textContent);
const csrf = document.querySelector("meta[name=csrf]").content;
const ADDRESS = `/api/v1/documents/${encodeURIComponent(panes.dataset.document)}`;
let who = said.who;
let context = null; // what an open dialog is about
let held = null; // what was selected in the text when a dialog was opened
let news = false; // whether another's change waits until a dialog is closed
const mine = new Set(); // ids of changes made here

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// --- messages ----------------------------------------------------------------------------

function tell(text, { bad = false, undo = null, stay = false } = {}) {
  const line = document.createElement("p");
  line.className = bad ? "bad" : "";
  line.append(text);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = said.edit.undo;
    button.addEventListener("click", () => { line.remove(); takeBack(undo); });
    line.append(button);
  }
  byId("live").replaceChildren(line);
  if (!stay) setTimeout(() => line.remove(), bad ? 15000 : 8000);
}

// --- the server --------------------------------------------------------------------------

async function ask(method, address, body) {
  const answer = await fetch(address, {
    method,
    headers: { "content-type": "application/json", "x-csrf-token": csrf },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const told = (answer.headers.get("content-type") || "").includes("json") ? await answer.json() : {};
  return { status: answer.status, told };
}
let before = Promise.resolve();
/** Sends changes, one after the other; gives the words of what is wrong with them, or nothing. */
function save(changes, message) {
  before = before.then(() => sendNow(changes, message), () => sendNow(changes, message));
  return before;
}
async function sendNow(changes, message) {
  if (!who && !(await askName())) return said.edit.who_title;
  let answer;
  try {
    answer = await ask("POST", `${ADDRESS}/changes`, { who, seen: Number(panes.dataset.seen), changes });
  } catch {
    tell(said.live.offline, { bad: true });
    return said.live.offline;
  }
  const { status, told } = answer;
  if (status === 200) {
    for (const id of told.ids) mine.add(id);
    remember(told.ids);
    await refresh();
    tell(message || said.live.saved, { undo: told.ids });
    return "";
  }
  if (status === 409 && told.changes) {
    await refresh();
    tell(fill(said.live.conflict, told.changes[told.changes.length - 1]), { bad: true, stay: true });
    return "";
  }
  const problem = told.detail || told.title || String(status);
  if (!document.querySelector("dialog[open]")) tell(problem, { bad: true });
  return problem;
}
const stackName = `nhiemvu-undo-${panes.dataset.document}`;
function stack() {
  try { return JSON.parse(sessionStorage.getItem(stackName)) || []; } catch { return []; }
}
function remember(ids) {
  sessionStorage.setItem(stackName, JSON.stringify([...stack(), ids].slice(-200)));
}
function takeBack(ids) {
  sessionStorage.setItem(stackName, JSON.stringify(
    stack().filter((one) => String(one) !== String(ids))));
  const changes = [...ids].reverse().map((id) => ({ action: "undo", key: id }));
  return save(changes, said.live.undone).then(() => {
    sessionStorage.setItem(stackName, JSON.stringify(stack().slice(0, -1))); // not the undoing itself
  });
}
function undoLast() {
  const last = stack().pop();
  if (last) takeBack(last);
  else tell(said.live.nothing);
}

/** Takes the document's parts anew from the server, and leaves everything else where it was. */
async function refresh() {
  const answer = await fetch(location.pathname);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const scrolls = [...document.querySelectorAll(".scroller")].map((one) => one.scrollTop);
  const focus = focused();
  for (const part of ["#tasks .scroller", ".words", ".done", ...only_counts()]) replace(page, part);
  const boxes = page.querySelectorAll("figure svg");
  document.querySelectorAll("figure svg").forEach((svg, at) => {
    if (boxes[at]) svg.replaceChildren(...boxes[at].childNodes);
  });
  Object.assign(panes.dataset, page.getElementById("panes").dataset);
  filter(only);
  if (chosen) choose(chosen, null);
  document.querySelectorAll(".scroller").forEach((one, at) => { one.scrollTop = scrolls[at]; });
  if (focus) focus();
  news = false;
}
const only_counts = () => ["[data-only=all] .count", "[data-only=review] .count"];
function replace(page, selector) {
  const old = document.querySelector(selector), fresh = page.querySelector(selector);
  if (!old || !fresh) return;
  old.replaceChildren(...fresh.childNodes);
  for (const name of ["data-checked", "aria-pressed"]) {
    if (fresh.hasAttribute(name)) old.setAttribute(name, fresh.getAttribute(name));
  }
}
/** How to find again what has the focus: the card, and which button of it. */
function focused() {
  const own = document.activeElement && document.activeElement.closest(".card");
  if (!own) return null;
  const at = [...own.querySelectorAll("button")].indexOf(document.activeElement);
  return () => {
    const again = card(own.id);
    if (!again) return;
    const button = at >= 0 ? again.querySelectorAll("button")[at] : null;
    (button || again).focus({ preventScroll: true });
  };
}

// --- what others do ----------------------------------------------------------------------

let reached = true, gone = false;
async function poll() {
  try {
    const { status, told } = await ask("GET", `${ADDRESS}/changes?since=${panes.dataset.seen}`);
    if (!reached) tell(said.live.online);
    reached = true;
    if (status === 404 && !gone) {
      gone = true; // read anew from other bytes: it has another address now
      tell(said.live.gone, { bad: true, stay: true });
    }
    if (status === 200 && (told.items.length || told.version !== panes.dataset.version)) {
      const others = told.items.filter((one) => !mine.has(one.id));
      if (document.querySelector("dialog[open]")) news = true;
      else await refresh();
      if (others.length) tell(fill(said.live.other, others[others.length - 1]));
    }
  } catch {
    if (reached) tell(said.live.offline, { bad: true, stay: true });
    reached = false;
  }
}
setInterval(() => { if (!document.hidden) poll(); }, said.poll * 1000);

// --- dialogs -----------------------------------------------------------------------------

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
  if (wrong) problem(wrong);
  else dialog.close();
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
