"use strict";
// Sends changes to the server, which keeps a line for each, and tells what others did meanwhile.

const said = JSON.parse(byId("words").textContent);
const csrf = document.querySelector("meta[name=csrf]").content;
const ADDRESS = `/api/v1/documents/${encodeURIComponent(panes.dataset.document)}`;
let who = said.who;
let news = false; // whether another's change waits until nobody is in the midst of something
const known = new Set(); // ids of changes made here, and of others' that have been told

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
function save(changes, undoes) {
  const send = () => sendNow(changes, undoes);
  before = before.then(send, send);
  return before;
}
async function sendNow(changes, undoes) {
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
    for (const id of told.ids) known.add(id);
    if (!undoes) remember(told.ids);
    await refresh();
    tell(undoes ? said.live.undone : said.live.saved, { undo: told.ids });
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
  return save([...ids].reverse().map((id) => ({ action: "undo", key: id })), true);
}
function undoLast() {
  const last = stack().pop();
  if (last) takeBack(last);
  else tell(said.live.nothing);
}

/** Takes the document's parts anew from the server, and leaves everything else where it was. */
async function refresh() {
  news = false;
  const answer = await fetch(location.pathname).catch(() => null); // the next poll tells of it
  if (!answer || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const scrolls = [...document.querySelectorAll(".scroller")].map((one) => one.scrollTop);
  const focus = focused();
  for (const part of ["#tasks .scroller", ".words", ".done", ...countsOfFilters()]) replace(page, part);
  const boxes = page.querySelectorAll("figure svg");
  document.querySelectorAll("figure svg").forEach((svg, at) => {
    if (boxes[at]) svg.replaceChildren(...boxes[at].childNodes);
  });
  Object.assign(panes.dataset, page.getElementById("panes").dataset);
  filter(only);
  if (chosen) choose(chosen, null);
  document.querySelectorAll(".scroller").forEach((one, at) => { one.scrollTop = scrolls[at]; });
  if (focus) focus();
}
const countsOfFilters = () => ["[data-only=all] .count", "[data-only=review] .count"];
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
/** What drawing the text anew would take away: an open dialog, or words just selected. */
const busy = () => Boolean(document.querySelector("dialog[open]") || selected());
async function poll() {
  try {
    const { status, told } = await ask("GET", `${ADDRESS}/changes?since=${panes.dataset.seen}`);
    if (!reached) tell(said.live.online);
    reached = true;
    if (status === 404 && !gone) {
      gone = true; // read anew from other bytes: it has another address now
      tell(said.live.gone, { bad: true, stay: true });
    }
    // an answer from before a change of one's own tells nothing that is not on the page
    const newer = told.seen > Number(panes.dataset.seen) || told.version !== panes.dataset.version;
    if (status === 200 && newer) {
      const others = told.items.filter((one) => !known.has(one.id));
      for (const one of others) known.add(one.id);
      if (busy()) news = true;
      else await refresh();
      if (others.length) tell(fill(said.live.other, others[others.length - 1]));
    }
  } catch {
    if (reached) tell(said.live.offline, { bad: true, stay: true });
    reached = false;
  }
}
setInterval(() => { if (!document.hidden) poll(); }, said.poll * 1000);
