// What is chosen, its way into the address and back, and what it lets through.

const DATA = JSON.parse(byId("data").textContent);
const MATCHINGS = [["strict", "Strict"], ["relaxed", "Relaxed"], ["given_tasks", "Given tasks"]];
const NO_RULE = "-";
const PATHS = DATA.documents.map((document) => document.path);

/** One split at a time: their figures and counts are never mixed. */
function fromAddress(address) {
  const words = new URLSearchParams(address.replace(/^#/, ""));
  const known = (list, chosen) => chosen.filter((one) => list.some((other) => other.id === one));
  const names = DATA.splits.map((split) => split.name);
  const withErrors = names.filter((name) => DATA.findings.some((one) => one.split === name));
  const split = words.get("split");
  return {
    split: names.includes(split) ? split : withErrors[0] || names[0] || "",
    layers: known(DATA.layers, words.getAll("layer")),
    classes: known(DATA.classes, words.getAll("class")),
    document: PATHS.includes(words.get("document")) ? words.get("document") : "",
    rule: words.get("rule") || "",
    query: words.get("q") || "",
    matching: MATCHINGS.some(([id]) => id === words.get("match")) ? words.get("match") : "strict",
    at: words.get("at") || "",
  };
}

function toAddress(state) {
  const words = new URLSearchParams();
  words.set("split", state.split);
  state.layers.forEach((layer) => words.append("layer", layer));
  state.classes.forEach((kind) => words.append("class", kind));
  if (state.document) words.set("document", state.document);
  if (state.rule) words.set("rule", state.rule);
  if (state.query) words.set("q", state.query);
  if (state.matching !== "strict") words.set("match", state.matching);
  if (state.at) words.set("at", state.at);
  return "#" + words;
}

/** The text that a place is in: the annotated one, or the one that the program read. */
const textOf = (finding, place) =>
  DATA.documents[finding.document][place.text === "gold" ? "gold" : "found"];

const haystacks = new Map();

/** What a search looks through, folded; made when it is first asked for. */
function haystack(finding) {
  if (!haystacks.has(finding)) {
    const marked = finding.places.flatMap((place) => ["gold", "found"].filter((side) => place[side])
      .map((side) => textOf(finding, place).slice(...place[side])));
    const values = finding.values.flatMap(([, gold, found]) => [gold || "", found || ""]);
    haystacks.set(finding, [...values, ...marked, finding.task || "", finding.rule || "",
      PATHS[finding.document]].map(fold).join(" | "));
  }
  return haystacks.get(finding);
}

/**
 * The findings that are let through, and how many each other choice would let through:
 * a finding counts for a filter's choices when all the other filters let it through.
 */
function select(state) {
  const query = fold(state.query.trim());
  const shown = [];
  const counts = { split: {}, layer: {}, class: {}, document: {}, rule: {} };
  const add = (what, key) => { counts[what][key] = (counts[what][key] || 0) + 1; };
  const tests = [
    ["split", (one) => one.split === state.split],
    ["layer", (one) => !state.layers.length || state.layers.includes(one.layer)],
    ["class", (one) => !state.classes.length || state.classes.includes(one.class)],
    ["document", (one) => !state.document || PATHS[one.document] === state.document],
    ["rule", (one) => !state.rule || (one.rule || NO_RULE) === state.rule],
    ["query", (one) => !query || haystack(one).includes(query)],
  ];
  for (const finding of DATA.findings) {
    let failed = null;
    let failures = 0;
    for (const [name, test] of tests) {
      if (test(finding)) continue;
      failed = name;
      failures += 1;
      if (failures > 1) break;
    }
    if (failures > 1) continue;
    if (!failures) shown.push(finding);
    const keys = { split: finding.split, layer: finding.layer, class: finding.class,
      document: PATHS[finding.document], rule: finding.rule || NO_RULE };
    for (const [what, key] of Object.entries(keys)) {
      if (!failures || failed === what) add(what, key);
    }
  }
  const inSplit = DATA.findings.reduce((sum, one) => sum + (one.split === state.split), 0);
  return { shown, counts, inSplit };
}
