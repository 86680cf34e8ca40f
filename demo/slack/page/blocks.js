// Block Kit as DOM: one small function a block. Data is only ever text here.
import { el, link } from "./dom.js";
import { interactive, plain } from "./elements.js";
import { markdown } from "./markdown.js";
import { mrkdwn } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { table } from "./table.js";
import { plan, task } from "./tasks.js";

// `ctx` is {people, act(element, value)}.
export function blocks(list, ctx) {
  return (list ?? []).map((block) => {
    const draw = Object.hasOwn(BLOCKS, block.type ?? "") ? BLOCKS[block.type] : unknown;
    return draw(block, ctx);
  });
}

const BLOCKS = {
  alert: notice,
  section,
  context,
  image,
  plan,
  table,
  task_card: task,
  header: (block) => el("h3", { class: "header" }, plain(block.text)),
  divider: () => el("hr", { class: "divider" }),
  actions: controls,
  context_actions: controls,
  rich_text: (block, ctx) => richText(block, ctx),
  markdown: (block, ctx) => markdown(block.text ?? "", ctx.people),
};

function controls(block, ctx) {
  return el("div", { class: "actions" }, (block.elements ?? []).map((item) => control(item, ctx)));
}

const LEVELS = { info: "ℹ", warning: "⚠", error: "⛔", success: "✓" };

function notice(block, ctx) {
  const sign = Object.hasOwn(LEVELS, block.level ?? "") ? LEVELS[block.level] : "•";
  return el("div", { class: "alert", role: "note", "data-level": block.level ?? "default" }, el("span", { "aria-hidden": "true" }, sign), el("div", {}, said(block.text, ctx)));
}

const unknown = (block) => el("div", { class: "unknown" }, `This page does not draw “${block.type}” blocks.`);

const control = (item, ctx) => interactive(item, ctx) ?? el("span", { class: "unknown" }, `[${item.type}]`);

const said = (object, ctx) =>
  object.type === "mrkdwn" ? mrkdwn(object.text, ctx.people) : el("div", { class: "line" }, plain(object));

function section(block, ctx) {
  const fields = (block.fields ?? []).map((field) => el("div", { class: "field" }, said(field, ctx)));
  const accessory = block.accessory && (picture(block.accessory, "thumb") ?? control(block.accessory, ctx));
  return el(
    "div",
    { class: "section" },
    el(
      "div",
      { class: "section-text" },
      block.text && said(block.text, ctx),
      fields.length ? el("div", { class: "fields" }, fields) : null,
    ),
    accessory && el("div", { class: "accessory" }, accessory),
  );
}

function context(block, ctx) {
  const parts = (block.elements ?? []).map((part) => picture(part, "mini") ?? el("span", {}, said(part, ctx)));
  return el("div", { class: "context" }, parts);
}

function image(block) {
  const title = plain(block.title);
  return el("figure", { class: "figure" }, title && el("figcaption", {}, title), picture(block, "wide"));
}

// The page loads nothing from elsewhere: a picture that is not this server's stands as its words.
function picture(item, size) {
  if (item.type !== "image") return null;
  const alt = item.alt_text ?? "";
  const url = item.image_url ?? item.slack_file?.url ?? "";
  if (local(url)) return el("img", { class: `picture ${size}`, src: url, alt, loading: "lazy" });
  return el("span", { class: `picture away ${size}`, role: "img", "aria-label": alt }, "🖼 ", link(url, alt || "Picture"));
}

function local(url) {
  try {
    return new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

const NAMED = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };

export function attachment(item, ctx) {
  const card = el("div", { class: "attachment" });
  const color = NAMED[item.color] ?? (/^#?[0-9a-f]{6}$/i.test(item.color ?? "") ? `#${item.color.replace("#", "")}` : null);
  if (color) card.style.setProperty("--bar", color);
  card.append(...(item.blocks?.length ? blocks(item.blocks, ctx) : classic(item, ctx)));
  return card;
}

// Attachments from before Block Kit: title, text, fields, footer; else the fallback.
function classic(item, ctx) {
  const title = item.title && (item.title_link ? link(item.title_link, item.title) : item.title);
  const fields = (item.fields ?? []).map((field) =>
    el("div", { class: "field" }, el("strong", {}, field.title ?? ""), mrkdwn(field.value ?? "", ctx.people)),
  );
  const parts = [
    item.pretext && el("div", {}, mrkdwn(item.pretext, ctx.people)),
    title && el("div", { class: "attachment-title" }, title),
    item.text && el("div", {}, mrkdwn(item.text, ctx.people)),
    fields.length ? el("div", { class: "fields" }, fields) : null,
    item.footer && el("div", { class: "context" }, item.footer),
  ].filter(Boolean);
  return parts.length ? parts : [el("div", {}, mrkdwn(item.fallback ?? "", ctx.people))];
}
