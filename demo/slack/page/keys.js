// The keyboard beyond Tab and Enter: walking through channels and messages, and the list of all keys.
import { byId, el } from "./dom.js";

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const alt = mac ? "⌥" : "Alt";

const KEYS = [
  ["/", "Begin a command: arrows choose, Tab takes"],
  ["Enter", "Send; Shift + Enter begins a new line"],
  ["↑ ↓", "Walk through channels, messages, menus"],
  ["T", "On a message: open its thread"],
  ["M", "On a message: its shortcuts"],
  [`${alt} + ↑ ↓`, "Open the channel above or below"],
  ["F6", "Go on to the next part of the page"],
  ["C", "Write a message"],
  ["N", "Go on in the story"],
  ["Esc", "Close what lies on top; leave the story"],
  ["?", "This list"],
];

export function showKeys() {
  if (document.querySelector("dialog[open]")) return;
  const rows = KEYS.map(([keys, does]) => el("div", {}, el("dt", {}, el("kbd", {}, keys)), el("dd", {}, does)));
  const dialog = el(
    "dialog",
    { class: "confirm keys", "aria-labelledby": "keys-title" },
    el("h2", { id: "keys-title" }, "Keyboard"),
    el("dl", {}, rows),
    el("form", { method: "dialog", class: "confirm-choice" }, el("button", { type: "submit", class: "btn", autofocus: true }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// Walk through what `selector` finds in `list`; from outside, down goes to the first and up to the last.
function walk(list, selector, step) {
  const all = [...list.querySelectorAll(selector)];
  const at = all.indexOf(document.activeElement.closest(selector));
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(at + step, all.length - 1));
  all[next]?.focus({ preventScroll: true });
  all[next]?.scrollIntoView({ block: "nearest" });
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const PARTS = ["side", "messages", "composer", "thread", "aws"];

function nextPart(step) {
  const seen = PARTS.map(byId).filter((part) => part.checkVisibility({ visibilityProperty: true }));
  const at = seen.findIndex((part) => part.contains(document.activeElement));
  const part = seen[(at + step + seen.length) % seen.length];
  const first = part.matches("[tabindex]") ? part : part.querySelector("[aria-current], textarea, button, [tabindex='0']");
  first?.focus();
}

export const typing = (event) => event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");

function onArrow(event, hands) {
  const { target, altKey, key } = event;
  const step = STEPS[key];
  const list = target.closest(".messages");
  if (altKey) hands.channel(step);
  else if (byId("side").contains(target)) walk(byId("side"), ".channel", step);
  // With the messages themselves in hand the arrows walk; on a button inside of one they leave it.
  else if (list && (target === list || target.closest(".msg"))) walk(list, ".msg", target === list ? -1 : step);
  else return false;
  return true;
}

// `hands` are what the keys do: {channel(step), thread(ts), write(), turn()}.
function done(event, hands) {
  const { key, target } = event;
  if (Object.hasOwn(STEPS, key)) return (event.altKey || !typing(event)) && onArrow(event, hands);
  if (key === "F6") return nextPart(event.shiftKey ? -1 : 1), true;
  if (typing(event) || event.altKey) return false;
  if (key === "?") return showKeys(), true;
  if (key === "n") return hands.turn(), true;
  if (key === "c") return hands.write(), true;
  const more = key === "m" && target.closest(".msg")?.querySelector(".msg-more");
  if (more) return more.click(), true;
  const message = key === "t" && target.closest("#messages .msg:not(.ephemeral)");
  return message ? (hands.thread(message.dataset.thread), true) : false;
}

export function startKeys(hands) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || document.querySelector("dialog[open], .menu")) return;
    if (done(event, hands)) event.preventDefault();
  });
  byId("open-keys").addEventListener("click", showKeys);
}
