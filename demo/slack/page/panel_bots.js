// Where several bots run: who shows which channel, a button that kills one, and who took over after how long.
import { byId, el, reconcile } from "./dom.js";
import * as layout from "./layout.js";
import { get, post, Refused } from "./net.js";
import * as store from "./store.js";
import { attempt } from "./toast.js";

const SOON = 700;
const LATER = 4000; // while nobody looks, or there is one bot
const STATES = { runs: "runs", starts: "starting…", killed: "killed" };
let timer = 0;

async function refresh() {
  clearTimeout(timer);
  let bots = [];
  try {
    ({ bots } = await get("/page/bots"));
    draw(bots);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, bots.length && layout.shows("bot") && !document.hidden ? SOON : LATER);
}

function draw(bots) {
  byId("crew").hidden = bots.length === 0;
  byId("crew-count").textContent = `${bots.filter((bot) => bot.state === "runs").length} of ${bots.length} run`;
  reconcile(byId("bots"), bots.map((bot) => ({ key: bot.name, version: [JSON.stringify([bot, since(bot), bot.shows.map(called)])], render: () => row(bot) })));
}

const since = ({ state, killed_at: at }) => (state === "killed" ? Math.max(0, Math.round(Date.now() / 1000 - at)) : 0);

function row(bot) {
  const killed = bot.state === "killed";
  const name = bot.name.replace("-", " ");
  const [word, path, label] = killed ? ["Start anew", "start", `Start ${name} anew`] : ["Kill", "kill", `Kill ${name}`];
  return el(
    "li",
    { class: "bot-row", "data-state": bot.state },
    el("span", { class: "dot" }),
    el("div", { class: "bot-who" }, el("strong", {}, name), el("span", { class: "bot-note" }, `pid ${bot.pid} · ${note(bot)}`)),
    el(
      "button",
      { type: "button", class: killed ? "btn" : "btn danger", "data-focus": path, disabled: bot.state === "starts", "aria-label": label, onclick: () => send(path, bot.name) },
      word,
    ),
    el("div", { class: "bot-channels" }, killed ? bot.lost.map(successor) : shown(bot)),
  );
}

const note = (bot) => (bot.state === "killed" ? `killed ${since(bot)} s ago` : STATES[bot.state]);
const called = (id) => (store.people.channel(id) ? `#${store.channelName(store.people.channel(id))}` : id);
const chip = (id) => el("span", { class: "bot-channel" }, called(id));

function shown({ shows, state }) {
  if (shows.length) return shows.map(chip);
  return el("span", { class: "bot-idle" }, state === "runs" ? "shows nothing, accepts alarms, ready to take over" : "");
}

function successor({ channel, after }) {
  const said = after === null ? "nobody shows it yet" : `taken over after ${after.toFixed(1)} s`;
  return el("span", { class: "bot-lost", "data-found": String(after !== null) }, chip(channel), ` ${said}`);
}

const send = (path, name) => attempt(async () => draw((await post(`/page/bots/${path}`, { name })).bots)).then(refresh);

export function startBots() {
  document.body.addEventListener("pane", refresh);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  refresh();
}
