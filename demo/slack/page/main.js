// Puts the page together: the stream feeds the store, the store is drawn, people's hands reach the server.
import { composers } from "./composer.js";
import { byId } from "./dom.js";
import * as layout from "./layout.js";
import { closeMenu } from "./menu.js";
import { post, stream } from "./net.js";
import { startPanel } from "./panel.js";
import { drawHead, drawPeople, drawSidebar } from "./sidebar.js";
import * as store from "./store.js";
import { drawChannel, drawThread, startReadingAt, startTimelines } from "./timeline.js";
import { keepTime } from "./times.js";
import { attempt } from "./toast.js";

const { view } = store;
const fresh = new WeakSet();
const write = composers();
let opener = null; // where the keyboard was before a pane opened

const hands = {
  click: ({ channel, ts }, element, value) => {
    const click = { user: view.acting, channel, ts, action_id: element.action_id, value: value ?? null };
    return attempt(() => post("/page/click", click));
  },
  openThread(ts) {
    opener = document.activeElement;
    store.openThread(ts);
    layout.open("thread");
    write.thread.focus();
  },
  isFresh: (item) => fresh.has(item),
};

function openChannel(id) {
  startReadingAt(store.lastRead(id));
  store.openChannel(id);
  layout.drawer(false);
}

function closeThread() {
  store.openThread(null);
  layout.close("thread");
  if (opener?.isConnected) opener.focus();
  else write.main.focus();
}

function closeAws() {
  layout.close("aws");
  byId("open-aws").focus();
}

// Esc closes what lies on top.
function onEscape(event) {
  if (event.key !== "Escape" || document.querySelector("dialog[open]") || closeMenu()) return;
  if (layout.drawerIsOpen()) {
    layout.drawer(false);
    byId("open-menu").focus();
  } else if (layout.shows("thread")) closeThread();
  else if (layout.shows("aws") && layout.overlaid()) closeAws();
}

function draw() {
  const waiting = drawSidebar(openChannel);
  if (!document.hidden) store.markRead(view.channel);
  if (!view.thread && layout.shows("thread")) layout.close("thread");
  drawHead();
  drawPeople();
  drawChannel(hands);
  drawThread(hands);
  write.main.draw();
  write.thread.draw();
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
  byId("open-aws").addEventListener("click", () => layout.toggle("aws"));
  byId("close-aws").addEventListener("click", closeAws);
  byId("close-thread").addEventListener("click", closeThread);
  byId("reload").addEventListener("click", () => location.reload());
  byId("messages").addEventListener("redraw", draw);
  document.addEventListener("keydown", onEscape);
  document.addEventListener("visibilitychange", store.changed);
}

layout.startLayout();
startTimelines();
wire();
store.listen(draw);
startPanel();
keepTime();
stream({
  snapshot: store.load,
  changes: (list) => list.map(store.apply).filter(Boolean).forEach(announce),
  state: connection,
});
