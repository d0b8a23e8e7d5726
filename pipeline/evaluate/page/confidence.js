// What confidences and flags are worth, in the split that is chosen.

function drawConfidence(state) {
  const split = DATA.splits.find((one) => one.name === state.split);
  const tables = Object.entries((split && split.confidence) || {}).filter(([, one]) => one.rows);
  byId("confidence-about").textContent = tables.length
    ? `In split ${state.split}: a flagged row is one that the program asks to be reviewed. Of the `
      + "rows it leaves alone 98 in 100 are to be right, and of a clean document less than 15 in "
      + "100 are to be flagged. A task is right when all that was annotated for it was found and "
      + "nothing else. ECE: expected calibration error, Brier: mean square error; 0 is best."
    : "No row of this split has a confidence.";
  byId("confidence-more").hidden = !tables.length;
  const number = (text) => make("td", { class: "number" }, text);
  const heads = (names) => make("thead", {}, make("tr", {}, names.map((name, index) =>
    make("th", { scope: "col", class: index ? "number" : null }, name))));
  byId("confidence-table").replaceChildren(...(tables.length ? [
    heads(["Table", "Rows", "Right", "Flagged", "Flagged of the wrong", "Right of the rest", "ECE",
      "Brier"]),
    make("tbody", {}, tables.map(([name, one]) => make("tr", {},
      make("th", { scope: "row" }, name.replaceAll("_", " ")),
      number(count(one.rows)), number(percent(one.right / one.rows)),
      number(`${count(one.flagged)} (${percent(one.flagged_share)} %)`),
      number(`${count(one.flagged_wrong)} of ${count(one.rows - one.right)}`),
      number(percent(one.unflagged_right_share)), number(third(one.ece)),
      number(third(one.brier)))))] : []));
  byId("reliability-table").replaceChildren(...(tables.length ? [
    heads(["Table", "Confidence", "Rows", "Mean", "Right"]),
    make("tbody", {}, tables.flatMap(([name, one]) => one.bins.map((bin) => make("tr", {},
      make("th", { scope: "row" }, name.replaceAll("_", " ")),
      number(`${bin.low.toFixed(2)} to ${bin.high.toFixed(2)}`), number(count(bin.rows)),
      number(percent(bin.mean)), number(percent(bin.right / bin.rows))))))] : []));
}

const third = (value) => (typeof value === "number" ? value.toFixed(3) : "–");
