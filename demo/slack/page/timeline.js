// The messages of a channel and of a thread, each a scrolled list that stays at its end.
import { byId, el, reconcile } from "./dom.js";
import { menuIsOpen } from "./menu.js";
import { message } from "./message.js";
import { dateOf, dayKey, divider } from "./times.js";
import { isBroadcast, people, threadOf, threadsIn, timelineOf, view } from "./store.js";

const SHOWN = 200; // older ones come a page at a time
const TOGETHER = 5 * 60; // seconds in which one person's messages share a head
let limit = SHOWN;
let newFrom = ""; // where the unread ones began when the channel was opened
const shown = { channel: "", thread: "" };

export function startReadingAt(ts) {
  newFrom = ts;
}

export function drawChannel(hands) {
  const key = `${view.acting} ${view.channel}`;
  const opened = shown.channel !== key;
  if (opened) limit = SHOWN;
  shown.channel = key;
  const all = timelineOf(view.channel);
  const items = all.slice(-limit);
  const threads = threadsIn(view.channel);
  const list = byId("messages");
  stick(list, opened, () => {
    const rows = rowsOf(items, "channel", (item) => threads.get(item.ts), hands);
    if (all.length > limit) rows.unshift(earlier(all.length - limit));
    if (!all.length) rows.push(hint("empty", "Nothing here yet."));
    reconcile(list, rows);
  });
}

function earlier(count) {
  const more = async () => {
    const list = byId("messages");
    const below = list.scrollHeight - list.scrollTop;
    limit += SHOWN;
    list.dispatchEvent(new CustomEvent("redraw", { bubbles: true }));
    list.scrollTop = list.scrollHeight - below;
  };
  const render = () => el("button", { type: "button", class: "earlier", onclick: more }, `Show earlier messages (${count})`);
  return { key: "earlier", version: [count], render };
}

export function drawThread(hands) {
  const list = byId("thread-messages");
  const key = `${view.acting} ${view.channel} ${view.thread}`;
  const opened = shown.thread !== key;
  shown.thread = key;
  const [root, ...replies] = view.thread ? threadOf(view.channel, view.thread) : [];
  stick(list, opened, () => {
    const rows = root ? rowsOf([root], "thread", () => null, hands) : [];
    if (root && replies.length) rows.push(count(replies.length), ...rowsOf(replies, "thread", () => null, hands, false));
    reconcile(list, rows);
  });
}

const count = (n) => ({
  key: "count",
  version: [n],
  render: () => el("div", { class: "count" }, el("span", {}, `${n} ${n === 1 ? "reply" : "replies"}`)),
});

const hint = (key, text) => ({ key, version: [], render: () => el("p", { class: "hint" }, text) });

function rowsOf(items, where, threadOfItem, hands, dated = true) {
  const rows = [];
  let before = null;
  let unreadLine = where === "channel" && newFrom;
  for (const item of items) {
    const day = dayKey(dateOf(item.ts));
    const newDay = dated && (!before || dayKey(dateOf(before.ts)) !== day);
    if (newDay) rows.push(dateRow(item.ts));
    if (unreadLine && item.ts > newFrom && item.user !== view.acting) {
      if (before) rows.push({ key: "new", version: [], render: () => el("div", { class: "unread-line" }, el("span", {}, "New")) });
      unreadLine = "";
    }
    rows.push(messageRow(item, where, !newDay && together(before, item), threadOfItem(item), hands));
    before = item;
  }
  return rows;
}

function dateRow(ts) {
  const text = divider(dateOf(ts));
  return {
    key: `day ${dayKey(dateOf(ts))}`,
    version: [text],
    render: () => el("div", { class: "date-line", role: "separator" }, el("span", {}, text)),
  };
}

function messageRow(item, where, compact, thread, hands) {
  return {
    key: item.ts,
    version: [item, compact, view.acting, thread?.count, thread?.last],
    render: () => message(item, { people, where, compact, thread, hands, fresh: hands.isFresh(item) }),
  };
}

const together = (a, b) =>
  a !== null &&
  a.user === b.user &&
  Number(b.ts) - Number(a.ts) < TOGETHER &&
  !a.ephemeral_to === !b.ephemeral_to &&
  !isBroadcast(b) &&
  !b.attachments?.length &&
  !a.attachments?.length;

// --- a list that stood at its end stays there; one that was scrolled up is left alone

const scrolledUp = new WeakSet();
const below = (list) => list.scrollHeight - list.scrollTop - list.clientHeight;

function toEnd(list) {
  list.scrollTop = list.scrollHeight;
  scrolledUp.delete(list);
}

function stick(list, opened, draw) {
  draw();
  if (opened || (!scrolledUp.has(list) && !menuIsOpen())) toEnd(list);
  showJump();
}

function showJump() {
  byId("jump").hidden = below(byId("messages")) < 240;
}

export function startTimelines() {
  for (const list of [byId("messages"), byId("thread-messages")]) {
    const note = () => {
      if (below(list) < 60) scrolledUp.delete(list);
      else scrolledUp.add(list);
      showJump();
    };
    list.addEventListener("scroll", note, { passive: true });
    new ResizeObserver(() => scrolledUp.has(list) || toEnd(list)).observe(list);
  }
  byId("jump").addEventListener("click", () => toEnd(byId("messages")));
}
