// Each alarm with its metric of the last hours, its three states, and the buttons that push its metric.
import { byId, el, reconcile } from "./dom.js";
import { post } from "./net.js";
import { showStepsOf } from "./panel_trace.js";
import { number, sparkline } from "./sparkline.js";
import { ago, full } from "./times.js";
import { attempt, toast } from "./toast.js";

const WORDS = { ALARM: "ALARM", OK: "OK", INSUFFICIENT_DATA: "No data" };
const PUSHES = { up: "▲", down: "▼" };

export function drawAlarms(alarms, refresh) {
  reconcile(byId("alarms"), alarms.map((alarm) => ({
    key: alarm.name,
    version: [alarm.state, alarm.metric, alarm.description, alarm.updated, alarm.unmovable, String(alarm.points)],
    render: () => row(alarm, refresh),
  })));
  const ringing = alarms.filter((alarm) => alarm.state === "ALARM").length;
  byId("alarm-count").textContent = ringing ? `${ringing} of ${alarms.length} in ALARM` : `${alarms.length}, none in ALARM`;
  byId("aws-dot").hidden = ringing === 0;
}

function row(alarm, refresh) {
  return el(
    "li",
    { class: "alarm", "data-alarm": alarm.name, "data-state": alarm.state },
    head(alarm),
    el(
      "div",
      { class: "alarm-body" },
      metric(alarm),
      el("div", { class: "states", role: "group", "aria-label": `State of ${alarm.name}` }, Object.keys(WORDS).map((state) => stateButton(alarm, state, refresh))),
      sparkline(alarm) ?? el("span", { class: "no-metric", title: alarm.unmovable }, alarm.kind === "composite" ? "composite" : "no single metric"),
      pushes(alarm, refresh),
    ),
  );
}

function head(alarm) {
  const updated = new Date(alarm.updated);
  const known = !Number.isNaN(updated.getTime());
  const title = `${alarm.description || alarm.name}\nShow what the bot did with it`;
  return el(
    "div",
    { class: "alarm-row" },
    el("span", { class: "dot", "aria-hidden": "true" }),
    el("button", { type: "button", class: "alarm-name", "data-focus": "name", title, onclick: () => showStepsOf(alarm.name) }, alarm.name),
    known && el("time", { "data-ago": updated.getTime(), title: full(updated) }, ago(updated)),
    el("span", { class: "alarm-state" }, WORDS[alarm.state] ?? alarm.state),
  );
}

// Where there is little room, the name of the metric is cut and not its threshold.
function metric(alarm) {
  const [, name, condition] = alarm.metric.match(/^(.*)( [<>≤≥] \S+)$/) ?? [null, alarm.metric || alarm.kind, ""];
  return el("div", { class: "alarm-metric", title: alarm.metric }, el("span", {}, name), condition);
}

function stateButton(alarm, state, refresh) {
  const onclick = (event) => busy(event.currentTarget, () => post("/page/alarm", { name: alarm.name, state }), refresh);
  const title = `Set it to ${WORDS[state]}, whatever its metric says`;
  const props = { type: "button", class: "state", "data-state": state, "data-focus": state, "aria-pressed": String(alarm.state === state), title, onclick };
  return el("button", props, WORDS[state]);
}

function pushes(alarm, refresh) {
  if (alarm.unmovable) return el("span", { class: "unmovable", title: alarm.unmovable, "aria-label": alarm.unmovable, role: "note" }, "set by hand");
  const label = `Metric of ${alarm.name}`;
  return el("div", { class: "pushes", role: "group", "aria-label": label }, Object.keys(PUSHES).map((way) => pushButton(alarm, way, refresh)));
}

function pushButton(alarm, way, refresh) {
  const label = `Push ${alarm.name} ${way}`;
  const title = `Put values that go ${way}; the local CloudWatch evaluates the alarm at once`;
  const onclick = (event) =>
    busy(event.currentTarget, async () => {
      byId("news").textContent = `${alarm.name} is being evaluated`;
      const { value, state } = await post("/page/push", { name: alarm.name, direction: way });
      const outcome = state === alarm.state ? `still ${WORDS[state]}` : `${WORDS[alarm.state]} → ${WORDS[state]}`;
      toast(`${alarm.name} went ${way} to ${number(value)}, evaluated: ${outcome}`);
    }, refresh);
  return el("button", { type: "button", class: "push", "data-focus": way, "aria-label": label, title, onclick }, PUSHES[way]);
}

// While AWS is at work its row says so.
async function busy(button, work, refresh) {
  const item = button.closest(".alarm");
  button.setAttribute("aria-busy", "true");
  item.classList.add("evaluated");
  item.querySelector(".alarm-state").textContent = "evaluating…";
  await attempt(work);
  button.removeAttribute("aria-busy");
  item.classList.remove("evaluated");
  item.rowVersion = []; // its own text was changed: draw it anew
  await refresh();
}
