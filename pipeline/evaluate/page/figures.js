// The figures of the splits side by side, and the rules.

const percent = (value) => (typeof value === "number" ? (100 * value).toFixed(1) : "–");
const READERS = (DATA.agreement || [0.98, 1]).map((value) => 100 * value);

function aboutFigures() {
  const [low, high] = READERS;
  byId("figures-about").append(
    "F1 in percent, with its 95 % interval where there are enough documents for one, and a bar "
    + "from 0 to 100. The ", make("span", { class: "swatch", "aria-hidden": "true" }),
    ` band at its right end is the readers’ line, ${low} to ${high}: how far two trained people `
    + "agreed with each other. Splits are never mixed: a figure over several of them would say "
    + "nothing, so there is none.");
  const lists = [["Annotated, but missing in the run (counted as missed)", DATA.missing],
    ["In the run, but not annotated (not scored)", DATA.not_scored]];
  for (const [title, names] of lists) {
    if (!names.length) continue;
    byId("notes").append(make("details", {}, make("summary", {}, `${title}: ${names.length}`),
      make("ul", {}, names.map((name) => make("li", {}, visible(name))))));
  }
}

function drawMatching(state, go) {
  const about = { strict: "every value that the layer compares is the same",
    relaxed: "an overlap is enough", given_tasks: "tasks that were not found are left aside" };
  const there = MATCHINGS.filter(([id]) => DATA.splits.some((split) =>
    Object.values(split.layers || {}).some((layer) => layer[id])));
  byId("matching").replaceChildren("Matching: ", ...there.map(([id, name]) => make("button",
    { type: "button", "aria-pressed": state.matching === id, title: about[id],
      click: () => go({ matching: id }) }, name)), make("span", { class: "hint" },
    about[state.matching]));
}

function bar(figures) {
  const f1 = 100 * figures.f1;
  const [low, high] = READERS;
  const has = typeof figures.low === "number" && typeof figures.high === "number";
  const rect = (kind, x, width, y, height) => make("rect", { class: kind, x, y, width, height });
  return make("svg", { class: "bar", viewBox: "0 0 100 12", preserveAspectRatio: "none",
    "aria-hidden": "true" },
  rect("ground", 0, 100, 2, 8), rect(f1 >= low ? "value there" : "value", 0, f1, 2, 8),
  rect("readers", low, high - low, 0, 12),
  has ? make("line", { class: "interval", x1: 100 * figures.low, x2: 100 * figures.high,
    y1: 6, y2: 6, "vector-effect": "non-scaling-stroke" }) : null);
}

function drawFigures(state, go) {
  const head = DATA.splits.map((split) => make("th", { scope: "col" }, visible(split.name),
    make("small", {}, size(split))));
  const rows = DATA.layers.map((layer) => make("tr", {},
    make("th", { scope: "row" }, layer.name, make("small", {}, layer.what)),
    DATA.splits.map((split) => figureCell(split, layer, state, go))));
  byId("figures-table").replaceChildren(
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Layer"), head)),
    make("tbody", {}, rows));
}

function size(split) {
  if (split.documents === undefined) return "";
  const files = split.files === undefined ? "" : ` in ${count(split.files, "file")}`;
  return count(split.documents, "document") + files;
}

function figureCell(split, layer, state, go) {
  const figures = ((split.layers || {})[layer.id] || {})[state.matching];
  if (!figures) return make("td", { class: "muted" }, "–");
  if (typeof figures.f1 !== "number") return make("td", { class: "muted" }, "nothing to find");
  const interval = typeof figures.low === "number"
    ? `${percent(figures.low)} to ${percent(figures.high)}` : "";
  const wrong = DATA.findings.reduce((sum, one) =>
    sum + (one.split === split.name && one.layer === layer.id), 0);
  const errors = wrong ? make("button", { type: "button", class: "link",
    click: () => go({ split: split.name, layers: [layer.id], classes: [], document: "", rule: "",
      query: "", at: "" }, "errors") }, count(wrong, "error")) : null;
  return make("td", {},
    make("div", { class: "figure" }, make("b", {}, percent(figures.f1)),
      make("span", { class: "range" }, interval), errors),
    bar(figures),
    make("div", { class: "counts" }, [`${count(figures.right)} right of ${count(figures.gold)} annotated,`,
      `${count(figures.found)} found,`, `precision ${percent(figures.precision)},`,
      `recall ${percent(figures.recall)}`].flatMap((words) => [make("span", {}, words), " "])));
}

let allRules = false;
const FIRST_RULES = 10;

/** How often a rule fired in a split: splits are not summed up, as far as the report tells. */
const firings = (rule, split) => (rule.splits ? rule.splits[split] : rule);

function drawRules(state, go) {
  const rules = DATA.rules.map((rule) => ({ ...rule, ...firings(rule, state.split),
    counts: Boolean(firings(rule, state.split)) })).filter((rule) => rule.counts)
    .map((rule) => ({ ...rule, wrong: rule.fired - rule.right }))
    .sort((one, other) => other.wrong - one.wrong || other.fired - one.fired
      || (one.id < other.id ? -1 : 1));
  byId("rules-about").textContent = rules.length
    ? `Every record carries the id of the rule that made it. In split ${state.split}, those with `
      + "the most wrong records first. Choose one to see its errors."
    : "No rule fired in this split.";
  const more = byId("rules-more");
  more.hidden = rules.length <= FIRST_RULES;
  more.textContent = allRules ? "Show fewer" : `Show all ${count(rules.length, "rule")}`;
  more.onclick = () => { allRules = !allRules; drawRules(state, go); };
  const heads = ["Fired", "Right", "Wrong", "Precision"].map((name) =>
    make("th", { scope: "col", class: "number" }, name));
  byId("rules-table").replaceChildren(...(rules.length ? [
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Rule"),
      make("th", { scope: "col" }, "Layer"), heads)),
    make("tbody", {}, (allRules ? rules : rules.slice(0, FIRST_RULES)).map((rule) =>
      ruleRow(rule, state, go)))] : []));
}

function ruleRow(rule, state, go) {
  const number = (text) => make("td", { class: "number" }, text);
  const layers = (rule.layer || "").split(", ");
  const names = layers.map((id) => (DATA.layers.find((one) => one.id === id) || { name: id }).name);
  // Other layers look at the same records again: only this one is what is counted here.
  const choose = () => go({ rule: rule.id, layers: layers.filter((id) => id), classes: [],
    document: "", query: "", at: "" }, "errors");
  return make("tr", { class: state.rule === rule.id ? "chosen" : null },
    make("th", { scope: "row" }, rule.wrong ? make("button", { type: "button", class: "link",
      "aria-pressed": state.rule === rule.id, click: choose }, rule.id) : rule.id),
    make("td", {}, names.join(", ")), number(count(rule.fired)), number(count(rule.right)),
    number(count(rule.wrong)), number(percent(rule.fired ? rule.right / rule.fired : null)));
}
