// The markdown block: headings, lists, quotes, code, emphasis, links. What it does not know stays text.
import { el, link } from "./dom.js";
import { broadcastChip, inline as mrkdwnInline } from "./mrkdwn.js";

export function markdown(text, people) {
  const lines = String(text).split("\n");
  const nodes = [];
  while (lines.length) nodes.push(next(lines, people));
  return el("div", { class: "markdown" }, nodes);
}

function next(lines, people) {
  if (/^\s*```/.test(lines[0])) return fenced(lines);
  if (/^\s*$/.test(lines[0])) return void lines.shift();
  const heading = /^(#{1,6})\s+(.*)$/.exec(lines[0]);
  if (heading) {
    lines.shift();
    return el(`h${Math.min(heading[1].length + 2, 6)}`, {}, spans(heading[2], people));
  }
  if (/^\s*(-{3,}|\*{3,})\s*$/.test(lines[0])) return lines.shift() && el("hr", { class: "divider" });
  if (/^\s*>/.test(lines[0])) return el("blockquote", { class: "quote" }, taken(lines, /^\s*> ?/, people));
  if (BULLET.test(lines[0])) return list("ul", lines, BULLET, people);
  if (NUMBER.test(lines[0])) return list("ol", lines, NUMBER, people);
  return paragraph(lines, people);
}

const BULLET = /^\s*[-*+]\s+/;
const NUMBER = /^\s*\d+[.)]\s+/;
const BREAK = /^\s*(```|>|#{1,6}\s|[-*+]\s|\d+[.)]\s|$)/;

function fenced(lines) {
  lines.shift();
  const code = [];
  while (lines.length && !/^\s*```/.test(lines[0])) code.push(lines.shift());
  lines.shift();
  return el("pre", { class: "pre" }, code.join("\n"));
}

function taken(lines, mark, people) {
  const rows = [];
  while (lines.length && mark.test(lines[0])) rows.push(lines.shift().replace(mark, ""));
  return rows.map((row) => el("div", { class: "line" }, spans(row, people)));
}

const list = (tag, lines, mark, people) =>
  el(tag, { class: "list" }, taken(lines, mark, people).map((row) => el("li", {}, row)));

function paragraph(lines, people) {
  const rows = [lines.shift()];
  while (lines.length && !BREAK.test(lines[0])) rows.push(lines.shift());
  return el("p", {}, spans(rows.join("\n"), people));
}

// A sign after a backslash is that sign, and no mark.
const RULES = [
  [/\\([\\`*_~[\](){}<>#+\-.!|])/, (found) => found[1]],
  [/`([^`\n]+)`/, (found) => el("code", { class: "code" }, found[1])],
  [/\[((?:\\.|[^\]\\\n])+)\]\(([^()\s]+)\)/, (found, people) => link(found[2], spans(found[1], people))],
  [/<[@#!][^<>\n]*>/, (found, people) => mrkdwnInline(found[0], people)],
  [/@(here|channel|everyone)\b/, (found) => broadcastChip(found[1])],
  [/https?:\/\/[^\s<>()`]*[^\s<>()`.,:;!?'"*_]/, (found) => link(found[0], found[0])],
  [/(\*\*|__)(?=\S)(.+?)(?<=[^\s\\])\1/, (found, people) => el("strong", {}, spans(found[2], people))],
  [/~~(?=\S)(.+?)(?<=[^\s\\])~~/, (found, people) => el("s", {}, spans(found[1], people))],
  [/(?<![\w*])([*_])(?=\S)((?:\\.|[^*_\\\n])+?)(?<=\S)\1(?!\w)/, (found, people) => el("em", {}, spans(found[2], people))],
];

// The first mark in the text is drawn, then what stands behind it.
function spans(text, people) {
  const nodes = [];
  let rest = text;
  for (let hit = first(rest); hit; hit = first(rest)) {
    nodes.push(rest.slice(0, hit.found.index), hit.draw(hit.found, people));
    rest = rest.slice(hit.found.index + hit.found[0].length);
  }
  return [...nodes, rest];
}

function first(text) {
  const hits = RULES.map(([rule, draw]) => ({ found: rule.exec(text), draw })).filter((hit) => hit.found);
  return hits.reduce((best, hit) => (best && best.found.index <= hit.found.index ? best : hit), null);
}
