// One alarm that goes up and down, each time once the local CloudWatch's clock has moved on by a second.
import { byId, el } from "./dom.js";
import { post } from "./net.js";
import { attempt, toast } from "./toast.js";

const CHANGES = 9; // the bot calls six of them flapping; the last one is into ALARM
const PAUSE = 1100; // milliseconds

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE));
const opposite = (state) => (state === "ALARM" ? "OK" : "ALARM");

// Whoever has chosen one keeps it.
export function drawFlapping(alarms) {
  const choice = byId("flap-name");
  const names = alarms.map((alarm) => alarm.name);
  if (names.join() === [...choice.options].map((option) => option.value).join()) return;
  const chosen = choice.value;
  choice.replaceChildren(...names.map((name) => el("option", { value: name }, name)));
  if (names.includes(chosen)) choice.value = chosen;
}

export function startFlapping(refresh) {
  const button = byId("flap").querySelector("[type=submit]");
  byId("flap").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    await attempt(() => flap(byId("flap-name").value, refresh));
    button.disabled = false;
  });
}

async function flap(name, refresh) {
  let state = "OK";
  await post("/page/alarm", { name, state });
  for (let change = 0; change < CHANGES; change += 1) {
    await pause();
    state = opposite(state);
    await post("/page/alarm", { name, state });
    await refresh();
  }
  toast(`${name} has changed ${CHANGES} times`);
}
