// Puts the page together: the stream feeds the store, the store is drawn, people's hands reach the server.
import { composers, slackText } from "./composer.js";
import { byId } from "./dom.js";
import { startKeys } from "./keys.js";
import * as layout from "./layout.js";
import { closeMenu } from "./menu.js";
import { drawModal } from "./modal.js";
import { post, stream } from "./net.js";
import { followPermalinks, opened } from "./permalinks.js";
import { startPanel } from "./panel.js";
import { startBedrock } from "./panel_bedrock.js";
import { startBots } from "./panel_bots.js";
import { startSteps } from "./panel_trace.js";
import { drawHead, drawPeople, drawSidebar } from "./sidebar.js";
import * as store from "./store.js";
import * as story from "./story.js";
import { drawChannel, drawThread, lookAtStory, seek, startReadingAt, startTimelines } from "./timeline.js";
import { keepTime } from "./times.js";
import { attempt, toast } from "./toast.js";

const { view } = store;
const fresh = new WeakSet();
const write = composers();
let linked = opened(); // what the page's own address leads to
let looking = false; // the story has just turned to another card
let opener = null; // where the keyboard was before a pane opened

const hands = {
  click: ({ channel, ts }, element, value) => {
    const click = { user: view.acting, channel, ts, action_id: element.action_id, value: value ?? null };
    return attempt(() => post("/page/click", click));
  },
  async search({ channel, ts }, { action_id }, query) {
    let options = [];
    await attempt(async () => ({ options } = await post("/page/suggest", { user: view.acting, channel, ts, action_id, query })));
    return options;
  },
  openThread(ts) {
    opener = document.activeElement;
    store.openThread(ts);
    layout.open("thread");
    write.thread.focus();
  },
  stop: ({ channel, thread_ts }) => attempt(() => post("/page/stop", { user: view.acting, channel, thread_ts })),
  ask: (text) => attempt(() => post("/page/say", { user: view.acting, channel: view.channel, text: slackText(text) })),
  isFresh: (item) => fresh.delete(item), // it arrives once
};

function openChannel(id) {
  startReadingAt(store.lastRead(id));
  store.openChannel(id);
  layout.drawer(false);
  if (store.people.channel(id)?.is_im) look(id);
}

// The app hears of it when somebody looks into their direct messages with it.
const look = (channel) => post("/page/open", { user: view.acting, channel }).catch(() => {});

// Open the message that a link leads to, in its channel or its thread.
function follow({ channel, ts }) {
  const message = store.messageAt(channel, ts);
  if (!message || !store.visibleChannels().some(({ id }) => id === channel)) {
    toast("This message is not to be seen here.", "error");
    return;
  }
  openChannel(channel);
  if (store.isReply(message) && !store.isBroadcast(message)) hands.openThread(message.thread_ts);
  else seek(ts);
}

function closeThread() {
  store.openThread(null);
  layout.close("thread");
  if (opener?.isConnected) opener.focus();
  else write.main.focus();
}

function closeTools() {
  layout.close("tools");
  byId("open-aws").focus();
}

// Esc closes what lies on top.
function onEscape(event) {
  if (event.key !== "Escape" || document.querySelector("dialog[open]") || closeMenu()) return;
  if (layout.drawerIsOpen()) {
    layout.drawer(false);
    byId("open-menu").focus();
  } else if (layout.shows("thread")) closeThread();
  else if (layout.shows("tools") && layout.overlaid()) closeTools();
  else if (story.storyIsShown()) story.end();
}

// The channel above or below the open one, as they stand at the side.
function openNeighbour(step) {
  const all = [...byId("side").querySelectorAll(".channel")].map((row) => row.dataset.channel);
  const next = all[all.indexOf(view.channel) + step];
  if (next) openChannel(next);
}

function draw() {
  const waiting = drawSidebar(openChannel);
  if (!document.hidden) store.markRead(view.channel);
  if (!view.thread && layout.shows("thread")) layout.close("thread");
  drawHead();
  drawPeople();
  drawChannel(hands);
  if (looking) lookAtStory();
  looking = false;
  drawThread(hands);
  write.main.draw();
  write.thread.draw();
  drawModal();
  document.title = `${waiting ? `(${waiting}) ` : ""}${byId("place").textContent} – Watchbell demo`;
}

// A new message is read out once; redrawing says nothing.
function announce(message) {
  const channel = store.people.channel(message.channel);
  if (!store.forMe(message) || message.user === view.acting || !store.visibleChannels().includes(channel)) return;
  fresh.add(message);
  const name = store.people.user(message.user)?.shown ?? message.user;
  byId("news").textContent = `${name} in ${store.channelName(channel)}: ${message.text}`;
}

const STATES = {
  live: "",
  waiting: "The demo does not answer. Trying again…",
  ended: "This page belongs to a demo that has ended.",
};

function connection(state) {
  byId("offline").hidden = state === "live";
  byId("offline-text").textContent = STATES[state];
  byId("reload").hidden = state !== "ended";
  document.body.dataset.connection = state;
}

function wire() {
  byId("open-aws").addEventListener("click", () => layout.toggle("tools"));
  for (const id of ["close-aws", "close-bot"]) byId(id).addEventListener("click", closeTools);
  byId("close-thread").addEventListener("click", closeThread);
  byId("reload").addEventListener("click", () => location.reload());
  byId("messages").addEventListener("redraw", draw);
  document.addEventListener("keydown", onEscape);
  document.addEventListener("visibilitychange", store.changed);
}

layout.startLayout();
startTimelines();
story.startStory();
followPermalinks(follow);
startKeys({ channel: openNeighbour, thread: hands.openThread, write: write.main.focus, turn: story.turn });
wire();
store.listen(draw);
startPanel();
startBedrock();
startSteps();
startBots();
keepTime();
stream({
  snapshot(whole) {
    store.load(whole);
    if (linked) follow(linked);
    linked = null;
  },
  changes: (list) => list.map(store.apply).filter(Boolean).forEach(announce),
  story(scene) {
    looking = story.tell(scene) || looking;
    store.changed();
  },
  state: connection,
});
