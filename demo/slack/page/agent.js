// What people see of the agent at work: an answer that grows, what it is doing, a way to stop it, and its greeting.
import { el } from "./dom.js";
import { busy } from "./elements.js";

const UNDER_WAY = "in_progress";
const PATH = new Set(["markdown", "list", "quote", "line"]); // through these the cursor goes to the last word

export const isGrowing = (item) => item.streaming_state === UNDER_WAY;

// Draw where the answer goes on; one that ended by itself says so.
export function grow(item, content) {
  if (isGrowing(item)) content.classList.add("growing");
  if (isGrowing(item)) lastPlace(content).append(el("span", { class: "cursor", role: "img", "aria-label": "writing" }));
  if (item.streaming_state === "errored") content.append(el("p", { class: "msg-note" }, "⚠ The answer broke off here."));
}

function lastPlace(content) {
  let place = content;
  for (let next = place.lastElementChild; next && leadsOn(next); next = next.lastElementChild) place = next;
  return place;
}

const leadsOn = (node) => node.matches("p, li, h3, h4, h5, h6") || [...node.classList].some((name) => PATH.has(name));

// --- what it is doing

export const isShown = (session) => Boolean(session) && (["processing", "suspended"].includes(session.status) || Boolean(session.doing));

function saying(session, writing) {
  if (session.stopping) return "is stopping…";
  if (session.status === "suspended" && !session.doing) return "waits for you";
  if (session.doing) return session.doing;
  return writing ? "is writing…" : "is thinking…";
}

const hint = ({ loading_messages: lines, doing }) => (doing && lines?.length ? lines[0] : "");

// `stop` is null where the app does not want to hear of it.
export function status(session, { name, writing, stop }) {
  const works = session.status === "processing";
  const props = { type: "button", class: "btn stop", "data-focus": "stop", disabled: session.stopping, onclick: stop && busy(stop) };
  return el(
    "div",
    { class: "status", "data-status": session.status || "processing", role: "status" },
    el("span", { class: "status-dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
    el("span", { class: "status-said" }, el("strong", {}, name), ` ${saying(session, writing)}`, " ", el("small", {}, hint(session))),
    works && stop ? el("button", props, el("span", { class: "stop-sign", "aria-hidden": "true" }), "Stop") : null,
  );
}

// --- before the first question

// `ask(text)` asks it at once.
export function greeting({ description, prompts }, bot, ask) {
  const offers = (prompts ?? []).map(({ title, message }) =>
    el("button", { type: "button", class: "prompt", title: message, onclick: busy(() => ask(message)) }, title),
  );
  return el(
    "div",
    { class: "greeting" },
    bot,
    el("p", {}, description || "Write to the app here, or type /aws."),
    offers.length ? el("div", { class: "prompts", role: "group", "aria-label": "Suggested questions" }, offers) : null,
  );
}
