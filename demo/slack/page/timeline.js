// The messages of a channel and of a thread, each a scrolled list that stays at its end.
import { greeting, isGrowing, isShown, status } from "./agent.js";
import { byId, el, reconcile } from "./dom.js";
import { menuIsOpen } from "./menu.js";
import { avatar, message } from "./message.js";
import { pointedAt } from "./story.js";
import { dateOf, dayKey, divider } from "./times.js";
import { isBroadcast, isTalk, people, sessionOf, sessionsIn, threadOf, threadsIn, timelineOf, view } from "./store.js";

const SHOWN = 200; // older ones come a page at a time
const TOGETHER = 5 * 60; // seconds in which one person's messages share a head
let limit = SHOWN;
let sought = ""; // a message that somebody followed a link to
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
  if (sought) limit = Math.max(limit, all.length - all.findIndex((item) => item.ts === sought));
  const items = all.slice(-limit);
  const threads = threadsIn(view.channel);
  const list = byId("messages");
  stick(list, opened, () => {
    const rows = rowsOf(items, "channel", (item) => (isTalk(item) ? null : threads.get(item.ts)), hands);
    if (all.length > limit) rows.unshift(earlier(all.length - limit));
    if (!all.length) rows.push(beginning(people.channel(view.channel), hands));
    if (people.channel(view.channel)?.is_im) rows.push(...sessionsIn(view.channel).filter(isShown).map((each) => statusRow(each, hands)));
    reconcile(list, rows);
    point(list, pointedAt(view.channel));
  });
  if (sought) find(list);
}

// Show the message at `ts` at the next drawing.
export function seek(ts) {
  sought = ts;
}

function find(list) {
  const row = list.querySelector(`[data-ts="${CSS.escape(sought)}"]`);
  if (!row) return;
  sought = "";
  row.classList.add("fresh");
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
}

function point(list, ts) {
  for (const node of list.children) node.classList.toggle("pointed", ts !== null && node.dataset.ts === ts);
}

// Bring the message that the story speaks of into sight.
export const lookAtStory = () => byId("messages").querySelector(".pointed")?.scrollIntoView({ block: "nearest" });

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
    const session = sessionOf(view.channel, view.thread);
    if (root && isShown(session)) rows.push(statusRow(session, hands));
    reconcile(list, rows);
  });
  byId("thread-note").textContent = (root && sessionOf(view.channel, view.thread)?.title) || "";
}

const bot = () => people.all().find((user) => user.rings);

// What the agent does in one thread: it stands below what it said there.
function doing(session, hands) {
  const writing = threadOf(session.channel, session.thread_ts).some(isGrowing);
  const stop = people.agent().can_be_stopped ? () => hands.stop(session) : null;
  return status(session, { name: bot()?.shown ?? "The app", writing, stop });
}

function statusRow(session, hands) {
  const writing = threadOf(session.channel, session.thread_ts).some(isGrowing);
  return {
    key: `status ${session.thread_ts}`,
    version: [session, writing, people.agent()],
    render: () => el("div", { class: "status-row" }, avatar(bot(), "small"), doing(session, hands)),
  };
}

const count = (n) => ({
  key: "count",
  version: [n],
  render: () => el("div", { class: "count" }, el("span", {}, `${n} ${n === 1 ? "reply" : "replies"}`)),
});

const beginning = (channel, hands) => ({
  key: "beginning",
  version: [channel?.id, people.agent()],
  render: () =>
    channel?.is_im
      ? greeting(people.agent(), avatar(bot(), "large"), hands.ask)
      : el("p", { class: "hint" }, `This is the very beginning of #${channel?.name}.`),
});

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
  const session = where === "channel" && !isTalk(item) ? sessionOf(item.channel, item.ts) : null;
  const shows = isShown(session) ? session : null;
  return {
    key: item.ts,
    version: [item, compact, view.acting, thread?.count, thread?.last, shows],
    render() {
      const work = shows && doing(shows, hands);
      return message(item, { people, where, compact, thread, hands, fresh: hands.isFresh(item), doing: work });
    },
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
