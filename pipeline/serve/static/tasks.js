"use strict";
// The list of tasks where there is no server: DATA has them, the address says which.

const PAGE = 50; // tasks at a time
const byId = (id) => document.getElementById(id);
const { w, root } = JSON.parse(byId("words").textContent);
const form = byId("wanted");
let found = [], drawn = 0;

const bare = (text) => ` ${text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d")
  .toLowerCase().replace(/[^a-z0-9]+/g, " ").trim()} `;
const parts = (text) => text.split(/[,;]/).map((part) => bare(part).trimEnd()).filter((part) => part);
const unitBare = DATA.units.map(([, name]) => bare(name));
const documentBare = DATA.documents.map((document) => bare(document.join(" · ")));
const texts = new Array(DATA.tasks.length); // made bare when first searched

/** A text without what would reorder or hide what stands around it. */
const shown = (text) => text.replace(/[\p{Cc}\p{Cf}\p{Co}\u2028\u2029]/gu, "\u2426");

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}
function asked() {
  const said = new URLSearchParams(location.hash.slice(1) || location.search.slice(1));
  return Object.fromEntries([...said].filter(([, value]) => value !== ""));
}
const iso = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
function span(want) {
  const today = new Date(), at = (y, m, d) => iso(new Date(y, m, d));
  const y = today.getFullYear(), m = today.getMonth(), d = today.getDate(), q = 3 * Math.floor(m / 3);
  return {
    late: ["0000", at(y, m, d - 1)], week: [iso(today), at(y, m, d + 7)],
    month: [at(y, m, 1), at(y, m + 1, 0)], quarter: [at(y, q, 1), at(y, q + 3, 0)],
  }[want.due] || (want.due_from || want.due_to ? [want.due_from || "0000", want.due_to || "9999"] : null);
}
function textOf(at) {
  if (texts[at] === undefined) {
    const [, document, , text, units, times] = DATA.tasks[at];
    texts[at] = bare([text, ...units.map(([, unit]) => DATA.units[unit][1]),
      ...times.map(([, words]) => words), DATA.documents[document][1]].join(" · "));
  }
  return texts[at];
}
function choose(want) {
  const days = span(want), words = parts(want.q || ""), documents = parts(want.document || "");
  const unit = want.unit ? bare(want.unit).trimEnd() : "";
  const kept = [];
  DATA.tasks.forEach((task, at) => {
    const [, document, , , units, times, due, review] = task;
    if (want.due === "none" && due) return;
    if (days && !(due && due >= days[0] && due <= days[1])) return;
    if (want.review && !review) return;
    if (want.kind && !times.some(([kind]) => kind === want.kind)) return;
    if ((unit || want.body || want.role) && !units.some(([role, one]) => (!want.role || role === want.role)
      && (!want.body || DATA.units[one][0] === want.body) && (!unit || unitBare[one].includes(unit)))) return;
    if (documents.length && !documents.every((part) => documentBare[document].includes(part))) return;
    if (words.length && !words.every((part) => textOf(at).includes(part))) return;
    kept.push(task);
  });
  return kept;
}
function line([id, number, path, text, units, times, due, review]) {
  const [doc, name] = DATA.documents[number];
  const who = make("p", { class: "who" });
  for (const [role, title] of Object.entries(w.roles)) {
    const own = units.filter(([one]) => one === role);
    if (!own.length) continue;
    who.append(make("span", { class: "as" }, make("b", {}, `${title}:`), " ",
      ...own.flatMap(([, unit], at) => [at ? ", " : "", make("a",
        { href: `#body=${encodeURIComponent(DATA.units[unit][0])}` }, make("bdi", {}, shown(DATA.units[unit][1])))])));
  }
  for (const [kind, words] of times) {
    who.append(make("span", { class: "as time" }, make("b", {}, `${w.kinds[kind]}:`), " ", make("bdi", {}, shown(words))));
  }
  if (due) who.append(make("span", { class: "due" }, due.split("-").reverse().join("/")));
  return make("li", { class: "line" },
    make("p", { class: "where" },
      make("a", { href: `${root}van-ban/${doc}.html#${id}` }, `${shown(name)} · ${shown(DATA.places[path])}`), " ",
      review ? make("span", { class: "badge review" }, `! ${w.common.to_review}`) : null),
    make("p", { class: "what" }, make("bdi", {}, shown(text))), who);
}
function more() {
  byId("lines").append(...found.slice(drawn, drawn + PAGE).map(line));
  drawn = Math.min(drawn + PAGE, found.length);
  byId("more").hidden = drawn >= found.length;
}
function draw() {
  const want = asked();
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.type === "checkbox") field.checked = Boolean(want[field.name]);
    else field.value = want[field.name] || "";
  }
  found = choose(want);
  byId("lines").replaceChildren();
  drawn = 0;
  more();
  const body = want.body ? DATA.units.find(([code]) => code === want.body) : null;
  byId("found").replaceChildren(make("b", {}, w.tasks.found.replace("{count}", found.length.toLocaleString("vi")),
    body ? ` · ${w.tasks.body.replace("{name}", shown(body[1]))}` : ""));
  byId("none").hidden = found.length > 0;
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  location.hash = said.toString() || "all=1";
  draw();
});
byId("more").addEventListener("click", more);
addEventListener("hashchange", draw);
draw();
