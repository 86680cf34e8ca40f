// What an app does while it answers: a plan of tasks, each with its state, and what it found.
import { el, link } from "./dom.js";
import { plain } from "./elements.js";
import { richText } from "./richtext.js";

const STATES = {
  pending: ["○", "waiting"],
  in_progress: ["◌", "under way"],
  complete: ["✓", "done"],
  error: ["✗", "failed"],
};
const OPEN = ["pending", "in_progress"];
const folded = new Map(); // block_id → whether a person opened or closed it: an answer is drawn anew as it grows

const words = (part, ctx) => (part?.type === "rich_text" ? richText(part, ctx) : part && el("div", {}, plain(part)));

const stateOf = ({ status }) => (Object.hasOwn(STATES, status ?? "") ? STATES[status] : STATES.pending);

function sign(item) {
  const [mark, said] = stateOf(item);
  return el("span", { class: "task-sign", role: "img", "aria-label": said }, mark);
}

function found(item, ctx) {
  const sources = (item.sources ?? []).map((source) => link(source.url ?? "", source.text || source.url || ""));
  const shown = [item.details, item.output].map((part) => words(part, ctx));
  return [...shown, sources.length && el("div", { class: "context" }, sources)].filter(Boolean);
}

export function task(item, ctx) {
  const props = { class: "task", "data-status": item.status };
  const title = el("span", { class: "task-title" }, plain(item.title));
  const more = found(item, ctx);
  if (!more.length) return el("div", props, el("div", { class: "task-head" }, sign(item), title));
  const head = el("summary", { class: "task-head", "data-focus": `task ${item.block_id}` }, sign(item), title);
  return foldable(item.block_id, item.status === "error", props, head, el("div", { class: "task-said" }, more));
}

export function plan(block, ctx) {
  const tasks = block.tasks ?? [];
  const done = tasks.filter(({ status }) => !OPEN.includes(status)).length;
  const head = el(
    "summary",
    { class: "plan-title", "data-focus": `plan ${block.block_id}` },
    el("span", {}, plain(block.title)),
    tasks.length ? el("small", {}, `${done} of ${tasks.length}`) : null,
  );
  return foldable(block.block_id, true, { class: "plan" }, head, tasks.map((item) => task(item, ctx)));
}

function foldable(id, open, props, head, body) {
  const node = el("details", { ...props, open: folded.get(id) ?? open }, head, body);
  head.addEventListener("click", () => folded.set(id, !node.open));
  return node;
}
