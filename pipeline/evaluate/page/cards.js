// An error as a card: what is wrong, the values of both sides, the text around them.

const SIDES = { gold: "annotated", found: "found" };
const SIGNS = { missed: "−", spurious: "+" };
const LONGEST_RUN = 420; // characters of one kind in a row before the middle is folded away
const KEPT_OF_RUN = 160;
const WIDER = 600; // characters more on either side of a card that is open

const tag = (side) => make("span", { class: `tag ${side}`, lang: "en" }, SIDES[side]);

function drawLegend() {
  byId("legend").replaceChildren("In the text: ",
    make("span", { class: "mark gold" }, tag("gold"), "line below, annotated by people"), " · ",
    make("span", { class: "mark found" }, tag("found"), "dashed line above, found by the program"),
    " · ", make("span", { class: "mark gold found" }, "both lines: both"));
}

function card(finding, isOpen, toggle) {
  const kind = DATA.classes.find((one) => one.id === finding.class) || { name: finding.class, what: "" };
  const layer = DATA.layers.find((one) => one.id === finding.layer);
  const title = `card-${finding.id}`;
  const look = ["missed", "spurious"].includes(finding.class) ? finding.class : "both";
  return make("li", {},
    make("article", { class: `card ${look}${isOpen ? " is-open" : ""}`, id: `at-${finding.id}`,
      tabindex: "0", "aria-labelledby": title },
    make("header", {},
      make("h3", { id: title, title: kind.what }, make("span", { class: "sign", "aria-hidden": "true" },
        SIGNS[finding.class] || "≠"), `${kind.name}: ${layer.name}`),
      make("span", { class: "where" }, visible(PATHS[finding.document]),
        finding.part > 1 ? `, part ${finding.part}` : "",
        finding.task ? [" · ", make("code", {}, visible(finding.task))] : null),
      finding.rule ? make("span", { class: "muted" }, "rule ", make("code", {}, visible(finding.rule))) : null,
      make("button", { type: "button", class: "open", "aria-expanded": isOpen, click: toggle },
        isOpen ? "Close" : "Open")),
    make("div", { class: "body" }, values(finding, isOpen), excerpts(finding, isOpen)),
    isOpen ? make("p", { class: "foot" }, `${kind.name}: ${kind.what}. Split ${finding.split}. `,
      make("a", { class: "link-here", href: "#" + new URLSearchParams(
        { split: finding.split, at: finding.id }) }, "Link to this error")) : null));
}

function values(finding, isOpen) {
  const missing = finding.class === "missed" ? "found" : finding.class === "spurious" ? "gold" : "";
  const rows = finding.values.filter((row) => isOpen || missing
    || row[3] === "changed" || row[3] === "beside");
  const rest = finding.values.filter((row) => !rows.includes(row)).map(([name]) => name);
  const cell = (side, text, pieces) => {
    if (missing === side) return make("td", { class: "nothing" }, "");
    if (text === null) return make("td", { class: "nothing" }, "none");
    return make("td", { lang: language(text) }, (pieces || [[text, false]]).map(([words, differs]) =>
      (differs ? make("b", {}, run(words, isOpen)) : run(words, isOpen))));
  };
  const row = ([name, gold, found, state]) => {
    const both = ["changed", "beside"].includes(state) && gold !== null && found !== null;
    const [left, right] = both ? differing(gold, found) : [null, null];
    const sign = { changed: "≠ ", alike: "≈ ", beside: "≠ " }[state] || "";
    const told = { changed: "differs", alike: "written differently, scored as the same",
      beside: "differs, but this layer does not compare it" }[state];
    return make("tr", { class: state || null }, make("th", { scope: "row", title: told || null },
      sign, name), cell("gold", gold, left), cell("found", found, right));
  };
  const heads = ["gold", "found"].map((side) => make("th", { scope: "col" }, tag(side),
    missing === side ? make("span", { class: "nothing" }, "nothing") : null));
  return make("div", {}, make("table", { class: "values" },
    make("colgroup", {}, make("col", { class: "name" }), make("col", {}), make("col", {})),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" },
      make("span", { class: "muted" }, "field")), heads)),
    make("tbody", {}, rows.map(row))),
  rest.length ? make("p", { class: "foot" }, `The same on both sides: ${rest.join(", ")}`) : null);
}

function excerpts(finding, isOpen) {
  const { found, gold } = DATA.documents[finding.document];
  const nowhere = found === null && gold === null
    ? "The text of this document is not in the report."
    : "Where this stands in the text is not known.";
  return make("div", { class: "texts" }, finding.places.map((place) => excerpt(finding, place, isOpen)),
    finding.places.length ? null : make("p", { class: "foot" }, nowhere),
    finding.remark ? make("p", { class: "foot" }, finding.remark) : null);
}

const WHICH = { gold: "In the text that people annotated", found: "In the text that the program read" };

function excerpt(finding, place, isOpen) {
  const source = textOf(finding, place);
  let [start, end] = place.window;
  if (isOpen) [start, end] = wider(source, start, end);
  const shown = source.slice(start, end);
  const text = isOpen ? shown : unwrapped(shown);
  const edges = [start, end, ...(place.gold || []), ...(place.found || [])]
    .filter((at) => at >= start && at <= end).sort((one, other) => one - other);
  const within = (side, from, to) => place[side] && place[side][0] <= from && to <= place[side][1];
  const pieces = [];
  edges.forEach((from, index) => {
    const to = edges[index + 1];
    if (to === undefined || to === from) return;
    const sides = ["gold", "found"].filter((side) => within(side, from, to));
    const opening = sides.filter((side) => place[side][0] === from);
    const letters = run(text.slice(from - start, to - start), isOpen);
    pieces.push(sides.length
      ? make("span", { class: `mark ${sides.join(" ")}` }, opening.map(tag), letters)
      : letters);
  });
  return make("figure", {},
    place.text === "both" ? null : make("figcaption", { class: "foot" }, WHICH[place.text]),
    make("blockquote", { class: "excerpt", lang: "vi" }, start > 0 ? "… " : "", pieces.flat(),
      end < source.length ? " …" : ""));
}

// A line that opens an item: a bullet, a label, a heading, a row of a table.
const OPENS_ITEM = /^(?:[-+*•–|#]|\(?(?:\d+|[a-zđ]|[IVX]+)[.)/-]|(?:Phần|Chương|Mục|Điều)\s)/u;

/** The text with the line breaks inside paragraphs as spaces; as long as it was. */
const unwrapped = (text) => text.replace(/\r?\n(?=[^\S\n]*(\S.{0,9}))/g,
  (end, next) => (OPENS_ITEM.test(next) ? end : " ".repeat(end.length)));

/** More on either side, not cutting a word. */
function wider(text, start, end) {
  const low = start <= WIDER ? 0 : text.indexOf(" ", start - WIDER) + 1;
  const high = end + WIDER >= text.length ? text.length : text.lastIndexOf(" ", end + WIDER);
  return [Math.min(low, start), Math.max(high, end)];
}

/** The text, its middle folded away when it is long and the card is closed. */
function run(text, isOpen) {
  if (isOpen || text.length <= LONGEST_RUN) return visible(text);
  const head = text.slice(0, text.lastIndexOf(" ", KEPT_OF_RUN) + 1 || KEPT_OF_RUN);
  const tailAt = text.indexOf(" ", text.length - KEPT_OF_RUN);
  const tail = text.slice(tailAt < 0 ? text.length - KEPT_OF_RUN : tailAt);
  const middle = text.slice(head.length, text.length - tail.length);
  const button = make("button", { type: "button", class: "skipped", lang: "en",
    click: () => button.replaceWith(...visible(middle)) }, `… ${count(middle.length, "character")} …`);
  return [...visible(head), button, ...visible(tail)];
}
