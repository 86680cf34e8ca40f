// What stands in the right column: the thread, the AWS panel, or (where there is room) both.
import { byId } from "./dom.js";

const wide = matchMedia("(min-width: 1440px)"); // both side by side
const roomy = matchMedia("(min-width: 1024px)"); // a right column; below, panes lie over the messages
const { body } = document;

const panes = { aws: roomy.matches, thread: false };
let front = "aws";

function draw() {
  const both = panes.aws && panes.thread;
  for (const name of ["aws", "thread"]) {
    const seen = panes[name] && (!both || wide.matches || front === name);
    body.classList.toggle(`shows-${name}`, seen);
    byId(`tab-${name}`).setAttribute("aria-pressed", String(seen));
    byId(`tab-${name}`).hidden = !panes[name];
  }
  body.classList.toggle("shows-both", both && wide.matches);
  byId("open-aws").setAttribute("aria-expanded", String(body.classList.contains("shows-aws")));
}

export const shows = (name) => body.classList.contains(`shows-${name}`);
export const overlaid = () => !roomy.matches;

export function open(name) {
  panes[name] = true;
  front = name;
  draw();
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
  for (const name of ["aws", "thread"]) byId(`tab-${name}`).addEventListener("click", () => open(name));
  byId("open-menu").addEventListener("click", () => drawer(!drawerIsOpen()));
  byId("veil").addEventListener("click", () => drawer(false));
  for (const query of [wide, roomy]) query.addEventListener("change", draw);
  draw();
}
