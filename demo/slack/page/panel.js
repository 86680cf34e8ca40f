// The AWS panel as a whole: it asks the local AWS for its alarms and queue, over and over, and draws them.
import { byId } from "./dom.js";
import { get, Refused } from "./net.js";
import { drawAlarms } from "./panel_alarms.js";
import { drawFlapping, startFlapping } from "./panel_flap.js";
import { startPublishing } from "./panel_publish.js";

const EVERY = 2000;
let timer = 0;

async function refresh() {
  clearTimeout(timer);
  try {
    const { alarms, queue } = await get("/page/alarms");
    drawAlarms(alarms, refresh);
    drawFlapping(alarms);
    drawQueue(queue);
    say("");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(error.message);
  }
  clearTimeout(timer); // somebody may have pressed a button meanwhile
  timer = setTimeout(refresh, document.hidden ? 5 * EVERY : EVERY);
}

function say(text) {
  byId("aws-note").textContent = text;
  byId("aws-note").hidden = !text;
}

function drawQueue(queue) {
  for (const name of ["waiting", "in_flight", "dead"]) {
    byId(`queue-${name}`).textContent = queue[name] ?? "–";
    byId(`queue-${name}`).parentElement.classList.toggle("bad", name === "dead" && queue[name] > 0);
  }
}

export function startPanel() {
  startPublishing(refresh);
  startFlapping(refresh);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  refresh();
}
