// rich_text blocks: sections, lists, quotes and preformatted text, and what stands in them.
import { el, link } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { broadcastChip, channelChip, dateChip, groupChip, userChip } from "./mrkdwn.js";

export function richText(block, { people }) {
  return el("div", { class: "rich" }, (block.elements ?? []).map((part) => paragraph(part, people)));
}

function paragraph(part, people) {
  const content = part.type === "rich_text_list" ? [] : (part.elements ?? []).map((piece) => element(piece, people));
  if (part.type === "rich_text_quote") return el("blockquote", { class: "quote" }, content);
  if (part.type === "rich_text_preformatted") return el("pre", { class: "pre" }, content);
  if (part.type === "rich_text_list") return list(part, people);
  return el("div", { class: "line" }, content);
}

function list(part, people) {
  const props = { class: `list level-${Math.min(Number(part.indent) || 0, 5)}` };
  if (part.style === "ordered" && part.offset) props.start = Number(part.offset) + 1;
  const items = (part.elements ?? []).map((item) => el("li", {}, paragraph(item, people)));
  return el(part.style === "ordered" ? "ol" : "ul", props, items);
}

const ELEMENTS = {
  text: ({ text, style }) => styled(text, style),
  emoji: ({ name, unicode, style }) => styled(emojiFor(name) ?? fromUnicode(unicode) ?? `:${name}:`, style),
  link: ({ url, text, style }) => link(url, styled(text || url, style)),
  user: ({ user_id }, people) => userChip(user_id, people),
  channel: ({ channel_id }, people) => channelChip(channel_id, "", people),
  usergroup: ({ usergroup_id }) => groupChip(usergroup_id, ""),
  broadcast: ({ range }) => broadcastChip(range),
  date: ({ timestamp, format, url, fallback }) => dateChip(timestamp, format ?? "{date} {time}", url, fallback ?? ""),
  color: ({ value }) => swatch(value),
};

function element(piece, people) {
  const draw = Object.hasOwn(ELEMENTS, piece.type ?? "") ? ELEMENTS[piece.type] : null;
  return draw ? draw(piece, people) : el("span", { class: "unknown" }, `[${piece.type}]`);
}

const TAGS = { bold: "strong", italic: "em", strike: "s", underline: "u" };

function styled(text, style = {}) {
  let node = style.code ? el("code", { class: "code" }, text) : text;
  for (const [name, tag] of Object.entries(TAGS)) if (style[name]) node = el(tag, {}, node);
  return node;
}

// "1f3f3-fe0f" → the sign itself.
function fromUnicode(points) {
  const codes = String(points ?? "").split("-").map((point) => Number.parseInt(point, 16));
  return codes.every((code) => code > 0 && code <= 0x10ffff) ? String.fromCodePoint(...codes) : null;
}

function swatch(value) {
  const dot = el("span", { class: "swatch", "aria-hidden": "true" });
  if (/^#[0-9a-f]{6}$/i.test(value)) dot.style.backgroundColor = value;
  return el("span", {}, dot, value);
}
