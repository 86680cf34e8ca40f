// What the bot did: one line a step, the newest first, of all alarms or of one.
import { byId, el, reconcile } from "./dom.js";
import * as layout from "./layout.js";
import { get, Refused } from "./net.js";
import { full, preciseClock } from "./times.js";

const KEPT = 300;
const SOON = 1000;
const LATER = 3000; // while nobody looks
const steps = new Map();
let revision = 0;
let only = ""; // the alarm whose steps are shown, or all
let timer = 0;

async function refresh() {
  clearTimeout(timer);
  try {
    const news = await get(`/page/trace?after=${revision}`);
    for (const step of news.steps) steps.set(step.id, step);
    for (const id of steps.keys()) if (id < news.oldest) steps.delete(id);
    revision = news.revision;
    if (news.steps.length) draw();
    say("");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(error.message);
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, layout.shows("bot") && !document.hidden ? SOON : LATER);
}

function say(text) {
  byId("bot-note").textContent = text;
  byId("bot-note").hidden = !text;
}

const newestFirst = (a, b) => b.at - a.at || b.id - a.id;

function draw() {
  if (!layout.shows("bot")) return;
  const all = [...steps.values()].sort(newestFirst).slice(0, KEPT);
  const shown = only ? all.filter((step) => step.about === only) : all;
  reconcile(byId("steps"), shown.map((step) => ({ key: step.id, version: [step.revision], render: () => row(step) })));
  byId("steps").hidden = !shown.length;
  byId("steps-empty").hidden = shown.length > 0;
  byId("steps-empty").textContent = only
    ? `Nothing of ${only} is among the last ${KEPT} steps. Set it off under AWS, and its way appears here.`
    : "Nothing yet. Set off an alarm under AWS, and its way appears here: published, accepted, posted, updated.";
  byId("step-count").textContent = counted(shown.length, all.length);
  byId("step-filter").hidden = !only;
  byId("step-about").textContent = only;
}

function counted(shown, all) {
  if (only) return `${shown} of ${all}`;
  return all >= KEPT ? `the last ${KEPT}` : all ? String(all) : "";
}

function row(step) {
  const at = new Date(step.at * 1000);
  return el(
    "li",
    { class: "step", "data-what": step.what, "data-bad": String(step.bad) },
    el(
      "div",
      { class: "step-row" },
      el("time", { class: "step-time", title: full(at), datetime: at.toISOString() }, preciseClock(at)),
      el("span", { class: "step-what" }, step.what),
      step.since !== null && el("span", { class: "step-since", title: "since this change of the alarm began" }, later(step.since)),
    ),
    (step.about || step.text) && el("p", { class: "step-text", title: step.text }, about(step), " ", step.text),
  );
}

function about(step) {
  const onclick = () => filter(step.about);
  return step.about && el("button", { type: "button", class: "step-about", "data-focus": "about", title: "Show only its steps", onclick }, step.about);
}

function later(seconds) {
  if (seconds < 10) return `+${Math.round(seconds * 1000).toLocaleString("en-GB")} ms`;
  if (seconds < 100) return `+${seconds.toFixed(1)} s`;
  return `+${Math.round(seconds / 60)} min`;
}

function filter(about) {
  only = about;
  draw();
  byId("steps").scrollTop = 0;
}

export function showStepsOf(about) {
  layout.open("bot");
  filter(about);
  byId("step-all").focus();
}

export function startSteps() {
  byId("step-all").addEventListener("click", () => {
    filter("");
    byId("steps").focus();
  });
  document.body.addEventListener("pane", () => {
    draw();
    refresh();
  });
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  refresh();
}
