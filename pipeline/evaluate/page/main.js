// Puts the page together: the address says what is chosen, everything else follows from it.

const PAGE = 50; // cards at a time
let state = fromAddress(location.hash);
let awaited = null; // where to scroll to once the address has changed
let selection = { shown: [], counts: {}, inSplit: 0 };
let drawn = 0;
const opened = new Set();

/** Goes to another view; `replace` leaves no step behind for the Back button. */
function go(changes, target, replace) {
  const next = toAddress({ ...state, ...changes });
  if (next === location.hash) { if (target) show(target); return; }
  awaited = target || null;
  if (replace) location.replace(next);
  else location.hash = next;
}
function show(id) {
  byId(id).scrollIntoView({ block: "start" });
}

function draw() {
  selection = select(state);
  drawMatching(state, go);
  drawFigures(state, go);
  drawConfidence(state);
  drawRules(state, go);
  drawFilters();
  drawStatus();
  drawn = 0;
  byId("list").replaceChildren();
  drawMore();
  document.documentElement.dataset.drawn = location.hash || "#"; // for tests to wait on
}

// --- filters -----------------------------------------------------------------------------

function drawFilters() {
  const { counts } = selection;
  const chips = (options, key, what, chosen) => options.map(({ id, name, what: about }) => {
    const number = counts[what][id] || 0;
    const on = chosen.includes(id);
    return make("button", { type: "button", "aria-pressed": on, "data-id": id, title: about || null,
      class: number ? null : "none",
      click: () => go({ [key]: on ? chosen.filter((one) => one !== id) : [...chosen, id], at: "" }) },
    name, make("span", { class: "count" }, count(number)));
  });
  keepFocus(byId("class-filter"), chips(DATA.classes, "classes", "class", state.classes));
  keepFocus(byId("layer-filter"), chips(DATA.layers, "layers", "layer", state.layers));
  keepFocus(byId("split-tabs"), DATA.splits.map(({ name }) => make("button", { type: "button",
    "aria-pressed": state.split === name, "data-id": name,
    click: () => go({ split: name, at: "" }) }, visible(name),
  make("span", { class: "count" }, count(counts.split[name] || 0)))));
  options(byId("document-filter"), "All documents", PATHS, counts.document, state.document);
  const rules = [...new Set([...DATA.findings.map((one) => one.rule || NO_RULE), state.rule])]
    .filter((rule) => rule).sort();
  options(byId("rule-filter"), "All rules", rules, counts.rule, state.rule);
  if (document.activeElement !== byId("q")) byId("q").value = state.query;
  const active = state.layers.length + state.classes.length
    + [state.document, state.rule, state.query].filter((one) => one).length;
  byId("filters-active").textContent = active ? `(${active} chosen)` : "";
  byId("clear").disabled = !active;
}

/** New buttons in place of the old, the focus on the same one. */
function keepFocus(parent, children) {
  const focused = parent.contains(document.activeElement) && document.activeElement.dataset.id;
  parent.replaceChildren(...children);
  if (focused) children.find((child) => child.dataset.id === focused)?.focus();
}

/** Choices with their counts; those that would show nothing are left out, but the chosen one. */
function options(select, all, values, counts, chosen) {
  const option = (value, text) => make("option", { value, selected: value === chosen }, text);
  const called = (value) => (value === NO_RULE ? "no rule (missed)" : value);
  select.replaceChildren(option("", all), ...values
    .filter((value) => counts[value] || value === chosen)
    .map((value) => option(value, `${called(value)} (${count(counts[value] || 0)})`)));
  select.value = chosen;
}

function drawStatus() {
  const { shown, inSplit } = selection;
  byId("none").hidden = shown.length > 0 || !inSplit;
  const split = DATA.splits.length ? ` in split ${state.split}` : "";
  byId("status").textContent = !DATA.findings.length ? "No errors: every record is right."
    : shown.length === inSplit ? `${count(inSplit, "error")}${split}`
      : `${count(shown.length)} of ${count(inSplit, "error")}${split}`;
}

// --- the list ----------------------------------------------------------------------------

function drawMore() {
  const next = selection.shown.slice(drawn, drawn + PAGE);
  byId("list").append(...next.map(item));
  drawn += next.length;
  const left = selection.shown.length - drawn;
  byId("more").hidden = !left;
  byId("more").textContent = `Show ${count(Math.min(PAGE, left))} more, ${count(left)} left`;
}

const item = (finding) => card(finding, opened.has(finding.id), () => toggle(finding));

function toggle(finding) {
  if (!opened.delete(finding.id)) opened.add(finding.id);
  const old = byId(`at-${finding.id}`).parentElement;
  const onButton = document.activeElement?.classList.contains("open");
  const fresh = item(finding);
  old.replaceWith(fresh);
  (onButton ? fresh.querySelector(".open") : fresh.firstChild).focus({ preventScroll: true });
}

/** The error of that name, drawn if it was not, open and in view. */
function reach(id) {
  const index = selection.shown.findIndex((one) => one.id === id);
  if (index < 0) return false;
  while (drawn <= index) drawMore();
  if (!opened.has(id)) toggle(selection.shown[index]);
  focusCard(index);
  return true;
}

function focusCard(index) {
  const element = byId(`at-${selection.shown[index].id}`);
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

/** To the next card or the one before; from outside the list, to the first in view. */
function step(by) {
  const cards = [...byId("list").querySelectorAll(".card")];
  if (!cards.length) return;
  const now = cards.indexOf(document.activeElement?.closest(".card"));
  let next = now + by;
  if (now < 0) next = Math.max(0, cards.findIndex((one) => one.getBoundingClientRect().top >= 0));
  if (next >= drawn && drawn < selection.shown.length) drawMore();
  if (next >= 0 && next < drawn) focusCard(next);
}

// --- keys and events ---------------------------------------------------------------------

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target;
  if (target === byId("q") && ["Escape", "Enter"].includes(event.key)) {
    target.blur();
    if (event.key === "Enter") { search(); event.preventDefault(); }
    return;
  }
  if (["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName)) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "/") { byId("filters").open = true; byId("q").focus(); byId("q").select(); }
  else if (event.key === "Enter" && target.classList.contains("card")) {
    toggle(selection.shown.find((one) => `at-${one.id}` === target.id));
  } else return;
  event.preventDefault();
}

let typing = 0;

function search() {
  clearTimeout(typing);
  go({ query: byId("q").value.trim().replace(/\s+/g, " "), at: "" }, null, true);
}

byId("q").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(search, 150); });
byId("document-filter").addEventListener("change", (event) => go({ document: event.target.value, at: "" }));
byId("rule-filter").addEventListener("change", (event) => go({ rule: event.target.value, at: "" }));
byId("clear").addEventListener("click", () => {
  byId("q").value = "";
  go({ layers: [], classes: [], document: "", rule: "", query: "", at: "" });
});
byId("more").addEventListener("click", () => {
  const first = drawn;
  drawMore();
  focusCard(first);
});
document.querySelectorAll("[data-to]").forEach((button) =>
  button.addEventListener("click", () => show(button.dataset.to)));
document.addEventListener("keydown", onKey);
window.addEventListener("hashchange", () => {
  state = fromAddress(location.hash);
  draw();
  if (state.at) reach(state.at);
  else if (awaited) show(awaited);
  awaited = null;
});

byId("filters").open = matchMedia("(min-width: 821px)").matches;
aboutFigures();
drawLegend();
draw();
if (state.at) reach(state.at);
else if (location.hash.length > 1) show("errors");
