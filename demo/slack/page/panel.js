// The AWS panel: every alarm with its three states, a box to publish from, and the queue's figures.
import { byId, el, reconcile } from "./dom.js";
import { get, post, Refused } from "./net.js";
import { EXAMPLES } from "./examples.js";
import { ago, full } from "./times.js";
import { attempt, toast } from "./toast.js";

const WORDS = { ALARM: "ALARM", OK: "OK", INSUFFICIENT_DATA: "No data" };
const EVERY = 2000;
let timer = 0;

async function refresh() {
  clearTimeout(timer);
  try {
    const { alarms, queue } = await get("/page/alarms");
    draw(alarms, queue);
    say("");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(error.message);
  }
  timer = setTimeout(refresh, document.hidden ? 5 * EVERY : EVERY);
}

function say(text) {
  byId("aws-note").textContent = text;
  byId("aws-note").hidden = !text;
}

function draw(alarms, queue) {
  reconcile(byId("alarms"), alarms.map((alarm) => ({
    key: alarm.name,
    version: [alarm.state, alarm.kind, alarm.metric, alarm.description, alarm.updated],
    render: () => alarmRow(alarm),
  })));
  const ringing = alarms.filter((alarm) => alarm.state === "ALARM").length;
  byId("alarm-count").textContent = ringing ? `${ringing} of ${alarms.length} in ALARM` : `${alarms.length}, none in ALARM`;
  byId("aws-dot").hidden = ringing === 0;
  for (const name of ["waiting", "in_flight", "dead"]) {
    byId(`queue-${name}`).textContent = queue[name] ?? "–";
    byId(`queue-${name}`).parentElement.classList.toggle("bad", name === "dead" && queue[name] > 0);
  }
}

function alarmRow(alarm) {
  const updated = new Date(alarm.updated);
  const known = !Number.isNaN(updated.getTime());
  return el(
    "li",
    { class: "alarm", "data-alarm": alarm.name, "data-state": alarm.state },
    el(
      "div",
      { class: "alarm-row" },
      el("span", { class: "dot", "aria-hidden": "true" }),
      el("span", { class: "alarm-name", title: alarm.description || alarm.name }, alarm.name),
      known && el("time", { "data-ago": updated.getTime(), title: full(updated) }, ago(updated)),
      el("span", { class: "alarm-state" }, WORDS[alarm.state] ?? alarm.state),
    ),
    el(
      "div",
      { class: "alarm-row" },
      el("span", { class: "alarm-metric", title: alarm.metric }, alarm.metric || alarm.kind),
      el("div", { class: "states", role: "group", "aria-label": `State of ${alarm.name}` }, Object.keys(WORDS).map((state) => stateButton(alarm, state))),
    ),
  );
}

function stateButton(alarm, state) {
  const onclick = async (event) => {
    event.currentTarget.setAttribute("aria-busy", "true");
    await attempt(() => post("/page/alarm", { name: alarm.name, state }));
    event.target.removeAttribute("aria-busy");
    await refresh();
  };
  const props = { type: "button", class: "state", "data-state": state, "data-focus": state, "aria-pressed": String(alarm.state === state), onclick };
  return el("button", props, WORDS[state]);
}

function publishing() {
  const box = byId("publish-body");
  byId("examples").append(...Object.entries(EXAMPLES).map(([label, make]) => {
    const onclick = () => {
      box.value = make();
      box.focus();
      box.setSelectionRange(0, 0);
      box.scrollTop = 0;
    };
    return el("button", { type: "button", class: "chip", onclick }, label);
  }));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("publish").requestSubmit();
  });
  byId("publish").addEventListener("submit", async (event) => {
    event.preventDefault();
    await attempt(async () => {
      const { message_id: id } = await post("/page/publish", { body: box.value });
      toast(`Published as ${id}`);
    });
    await refresh();
  });
}

export function startPanel() {
  publishing();
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  refresh();
}
