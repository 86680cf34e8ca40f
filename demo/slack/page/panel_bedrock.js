// The local Bedrock below AWS: how it fails, how fast it answers, and what was asked last.
import { byId, el, reconcile } from "./dom.js";
import { get, post, Refused } from "./net.js";
import { full, preciseClock } from "./times.js";
import { attempt } from "./toast.js";

const EVERY = 1500;
const KINDS = {
  throttled: "throttled: too many requests",
  refused: "refused: no permission",
  gone: "gone: no such model",
  broken: "broken: an error in mid-answer",
  cut: "cut: the connection ends",
  slow: "slow: a minute between words",
  endless: "endless: it never stops",
  corrupt: "corrupt: a wrong checksum",
  hostile: "hostile: pings, links, forgeries",
};
const OUTCOMES = { ok: "answered", open: "under way", left: "stopped by the bot" };
let timer = 0;

const panel = () => byId("bedrock");
const word = (kind) => kind.split(":")[0];

async function refresh() {
  clearTimeout(timer);
  if (!panel().open) return;
  try {
    draw(await get("/page/bedrock"));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    byId("bedrock-state").textContent = error.message;
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, document.hidden ? 5 * EVERY : EVERY);
}

function draw({ always, once, pace, calls, asked }) {
  const wrong = [...once.map((kind) => `${word(KINDS[kind])} once`), ...(always ? [`${word(KINDS[always])} until mended`] : [])];
  write(byId("bedrock-state"), wrong.join(", then ") || "works");
  panel().dataset.wrong = String(wrong.length > 0);
  byId("bedrock-mend").disabled = wrong.length === 0;
  for (const button of byId("bedrock-pace").children) button.setAttribute("aria-pressed", String(button.value === pace));
  byId("bedrock-none").hidden = calls.length > 0;
  byId("bedrock-calls").hidden = calls.length === 0;
  const numbered = calls.map((call, back) => ({ ...call, number: asked - back }));
  reconcile(byId("bedrock-calls"), numbered.map((call) => ({ key: call.number, version: [call.outcome, call.at], render: () => row(call) })));
}

// What is said anew is read out anew.
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function row({ operation, outcome, at }) {
  const then = new Date(at * 1000);
  const state = OUTCOMES[outcome] ? outcome : "failed";
  return el(
    "li",
    { class: "call", "data-outcome": state },
    el("time", { class: "step-time", title: full(then), datetime: then.toISOString() }, preciseClock(then)),
    el("span", { class: "call-what" }, operation),
    el("span", { class: "call-outcome", title: outcome }, OUTCOMES[outcome] ?? outcome.replace(/Exception$/, "")),
  );
}

const send = (path, body) => attempt(async () => draw(await post(`/page/bedrock/${path}`, body)));

export function startBedrock() {
  byId("bedrock-kind").append(...Object.entries(KINDS).map(([value, label]) => el("option", { value }, label)));
  byId("bedrock-fail").addEventListener("submit", (event) => {
    event.preventDefault();
    send("fail", { kind: byId("bedrock-kind").value, times: event.submitter?.value ?? "once" });
  });
  byId("bedrock-mend").addEventListener("click", () => send("mend", {}));
  for (const button of byId("bedrock-pace").children) button.addEventListener("click", () => send("pace", { pace: button.value }));
  panel().addEventListener("toggle", refresh);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}
