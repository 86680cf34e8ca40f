// What stands in the right column: the tools (AWS or what the bot did) and the thread; where there is room, both.
import { byId } from "./dom.js";

const wide = matchMedia("(min-width: 1440px)"); // both side by side
const roomy = matchMedia("(min-width: 1024px)"); // a right column; below, panes lie over the messages
const { body } = document;
const TOOLS = ["aws", "bot"];

const panes = { tools: roomy.matches, thread: false };
let front = "tools";
let tool = "aws";

function draw() {
  const both = panes.tools && panes.thread;
  const seen = (pane) => panes[pane] && (!both || wide.matches || front === pane);
  const shown = { thread: seen("thread"), tools: seen("tools") };
  for (const name of TOOLS) shown[name] = shown.tools && tool === name;
  for (const [name, isShown] of Object.entries(shown)) body.classList.toggle(`shows-${name}`, isShown);
  body.classList.toggle("shows-both", both && wide.matches);
  for (const name of [...TOOLS, "thread"]) byId(`tab-${name}`).setAttribute("aria-pressed", String(shown[name]));
  for (const name of TOOLS) byId(`tab-${name}`).hidden = !panes.tools;
  byId("tab-thread").hidden = !panes.thread || !roomy.matches || wide.matches;
  byId("open-aws").setAttribute("aria-expanded", String(shown.tools));
}

export const shows = (name) => body.classList.contains(`shows-${name}`);
export const overlaid = () => !roomy.matches;

export function open(name) {
  const pane = TOOLS.includes(name) ? "tools" : name;
  if (pane !== name) tool = name;
  panes[pane] = true;
  front = pane;
  draw();
  body.dispatchEvent(new Event("pane"));
}

export function close(name) {
  panes[name] = false;
  draw();
}

export const toggle = (name) => (shows(name) ? close(name) : open(name));

export function drawer(isOpen) {
  body.classList.toggle("drawer", isOpen);
  byId("open-menu").setAttribute("aria-expanded", String(isOpen));
}

export const drawerIsOpen = () => body.classList.contains("drawer");

export function startLayout() {
  for (const name of [...TOOLS, "thread"]) byId(`tab-${name}`).addEventListener("click", () => open(name));
  byId("open-menu").addEventListener("click", () => drawer(!drawerIsOpen()));
  byId("veil").addEventListener("click", () => drawer(false));
  for (const query of [wide, roomy]) query.addEventListener("change", draw);
  draw();
}
