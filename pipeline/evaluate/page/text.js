"use strict";
// Elements and text. Text of documents reaches the page through text nodes alone.

const byId = (id) => document.getElementById(id);

/** An element with attributes and children; strings among the children become text. */
function make(tag, attributes, ...children) {
  const svg = tag === "svg" || tag === "rect" || tag === "line";
  const element = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    const state = name.startsWith("aria-"); // has "true" and "false", others are there or not
    if (value === null || value === undefined || (value === false && !state)) continue;
    if (name === "click") element.addEventListener("click", value);
    else element.setAttribute(name, value === true && !state ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** The text as it is compared in a search: no tone marks, no case, single spaces. */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d")
    .toLowerCase().replace(/[\u2010-\u2015]/g, "-").replace(/\s+/g, " ");
}

// What would reorder, hide or swallow the letters around it: shown by its number instead.
const CONTROL = /([\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])/;

/** The text in pieces: strings, and little boxes for characters that cannot be seen. */
function visible(text) {
  return text.split(CONTROL).filter((piece) => piece !== "").map((piece) => {
    if (!CONTROL.test(piece)) return piece;
    const code = "U+" + piece.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return make("span", { class: "control", lang: "en", title: "an invisible character" }, code);
  });
}

/** "vi" for words, nothing for codes, dates and numbers. */
const language = (text) => (/^[\x21-\x7e]*$/.test(text) ? null : "vi");

/** 1 error, 2 errors; thousands apart. */
function count(number, word) {
  const figures = number.toLocaleString("en");
  return word ? `${figures} ${word}${number === 1 ? "" : "s"}` : figures;
}

const LONGEST_COMPARED = 400; // words in a row that are compared one by one

/** The two texts in pieces of [words, whether they differ]: what is not in a longest common row. */
function differing(one, other) {
  const [left, right] = [one, other].map((text) => text.split(/(\s+)/));
  const shared = [new Set(), new Set()];
  let head = 0;
  while (head < Math.min(left.length, right.length) && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(left.length, right.length) - head
    && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail += 1;
  const middle = [left, right].map((words) => words.slice(head, words.length - tail));
  if (Math.max(middle[0].length, middle[1].length) <= LONGEST_COMPARED) {
    for (const [first, second] of commonRow(...middle)) {
      shared[0].add(head + first);
      shared[1].add(head + second);
    }
  }
  return [left, right].map((words, side) => {
    const pieces = [];
    words.forEach((word, index) => {
      const inside = index >= head && index < words.length - tail;
      const differs = inside && !shared[side].has(index);
      const last = pieces[pieces.length - 1];
      if (last && last[1] === differs) last[0] += word;
      else pieces.push([word, differs]);
    });
    return pieces.filter(([text]) => text !== "");
  });
}

/** Places of the same words in both rows: a longest common subsequence, by the usual table. */
function commonRow(left, right) {
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      lengths[i][j] = left[i] === right[j] ? lengths[i + 1][j + 1] + 1
        : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    if (left[i] === right[j]) { pairs.push([i, j]); i += 1; j += 1; }
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
    else j += 1;
  }
  return pairs;
}
