// Slack's mrkdwn as DOM nodes. Pings are drawn loudly, so that one nobody meant is seen.
import { el, link } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { full, slackDate } from "./times.js";

export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

// `people` knows the names behind ids: people.user(id), people.channel(id).
export function mrkdwn(text, people) {
  const parts = String(text).split(/\n?```\n?([\s\S]+?)\n?```\n?/);
  return parts.flatMap((part, i) => {
    if (i % 2) return [el("pre", { class: "pre" }, verbatim(part, people))];
    return part === "" ? [] : lines(part, people);
  });
}

// Neighbouring lines that are quoted make one quote.
function lines(text, people) {
  const groups = [];
  for (const line of text.split("\n")) {
    const quoted = /^\s*(?:>|&gt;) ?/.exec(line);
    const last = groups.at(-1);
    const content = quoted ? line.slice(quoted[0].length) : line;
    if (last && last.quote === Boolean(quoted)) last.text += `\n${content}`;
    else groups.push({ quote: Boolean(quoted), text: content });
  }
  return groups.map(({ quote, text: content }) =>
    el(quote ? "blockquote" : "div", { class: quote ? "quote" : "line" }, inline(content, people)),
  );
}

const RULES = [
  [/<([^<>\n]*)>/y, ([whole, inner], people) => [angle(inner, whole, people)]],
  [/`([^`\n]+)`/y, ([, code], people) => [el("code", { class: "code" }, verbatim(code, people))]],
  [/https?:\/\/[^\s<>|`]*[^\s<>|`.,:;!?'")\]}*_~]/y, ([url]) => [link(unescape(url), unescape(url))]],
  [/:([a-z0-9_+-]+):/y, ([whole, name]) => [emoji(name, whole)]],
];

// Slack draws links and mentions inside code too.
function verbatim(text, people) {
  return text.split(/(<[^<>\n]*>)/).map((part, i) => (i % 2 ? angle(part.slice(1, -1), part, people) : unescape(part)));
}

const STYLES = { "*": "strong", _: "em", "~": "s" };
const STYLED = { "*": /\*([^\n*]+)\*(?![\p{L}\p{N}_])/uy, _: /_([^\n_]+)_(?![\p{L}\p{N}])/uy, "~": /~([^\n~]+)~(?![\p{L}\p{N}_])/uy };
const WORD = /[\p{L}\p{N}]/u;
const START = /[<`h:*_~]/g;

export function inline(text, people) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(document.createTextNode(unescape(plain)));
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const found = match(text, at, people);
    if (found) {
      flush();
      nodes.push(...found.nodes);
      at += found.length;
      continue;
    }
    START.lastIndex = at + 1;
    const next = START.exec(text)?.index ?? text.length;
    plain += text.slice(at, next);
    at = next;
  }
  flush();
  return nodes;
}

function match(text, at, people) {
  for (const [rule, draw] of RULES) {
    rule.lastIndex = at;
    const found = rule.exec(text);
    if (found) return { nodes: draw(found, people), length: found[0].length };
  }
  return styled(text, at, people);
}

function styled(text, at, people) {
  const mark = text[at];
  if (!STYLES[mark] || (at > 0 && WORD.test(text[at - 1]))) return null;
  STYLED[mark].lastIndex = at;
  const found = STYLED[mark].exec(text);
  if (!found || found[1] !== found[1].trim()) return null;
  return { nodes: [el(STYLES[mark], {}, inline(found[1], people))], length: found[0].length };
}

function emoji(name, whole) {
  const sign = emojiFor(name);
  return sign ? el("span", { class: "emoji", title: whole, role: "img", "aria-label": name }, sign) : whole;
}

function angle(inner, whole, people) {
  const bar = inner.indexOf("|");
  const [target, label] = bar < 0 ? [inner, ""] : [inner.slice(0, bar), unescape(inner.slice(bar + 1))];
  if (target.startsWith("@")) return userChip(target.slice(1), people);
  if (target.startsWith("#")) return channelChip(target.slice(1), label, people);
  if (target.startsWith("!")) return special(target.slice(1), label, whole);
  const address = unescape(target);
  if (/^(https?:\/\/|mailto:)/i.test(address)) return link(address, label || address.replace(/^mailto:/, ""));
  return unescape(whole);
}

function special(target, label, whole) {
  if (["here", "channel", "everyone"].includes(target)) return broadcastChip(target);
  if (target.startsWith("subteam^")) return groupChip(target.slice(8), label);
  const [word, epoch, pattern, href] = target.split("^");
  if (word === "date") return dateChip(epoch, unescape(pattern ?? ""), href && unescape(href), label);
  return label || unescape(whole);
}

export const broadcastChip = (range) =>
  el("span", { class: "mention loud", title: `This notifies people: @${range}` }, `@${range}`);

export const groupChip = (id, label) =>
  el("span", { class: "mention loud", title: `This notifies a user group: ${id}` }, label || `@${id}`);

export function userChip(id, people) {
  const mine = people.acting === id ? " me" : "";
  return el("span", { class: `mention${mine}`, title: id }, `@${people.user(id)?.shown ?? id}`);
}

export const channelChip = (id, label, people) =>
  el("span", { class: "mention", title: id }, `#${people.channel(id)?.name || label || id}`);

export function dateChip(epoch, pattern, href, fallback) {
  const said = slackDate(epoch, pattern);
  if (!said) return fallback;
  const time = el("time", { class: "date", datetime: said.date.toISOString(), title: full(said.date) }, said.text);
  return href ? link(href, time) : time;
}
