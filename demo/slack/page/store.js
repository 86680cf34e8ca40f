// What the page knows: people, channels and messages, who acts, and what is open.

const users = new Map();
const channels = new Map();
let commands = [];
let shortcuts = [];
const modals = new Map(); // person → the views before them, the last one on top
let agent = { description: "", prompts: [], can_be_stopped: false };
const sessions = new Map(); // "channel thread_ts" → what the agent does there
const rooms = new Map(); // channel id → Map(ts → message)
const listeners = new Set();
const reads = JSON.parse(sessionStorage.getItem("reads") ?? "{}");

export const view = {
  acting: sessionStorage.getItem("acting"),
  channel: null,
  thread: null, // ts of its first message
  live: false,
};

// The names behind ids, as the renderers ask for them.
export const people = {
  get acting() {
    return view.acting;
  },
  user: (id) => users.get(id),
  channel: (id) => channels.get(id),
  persons: () => [...users.values()].filter((user) => !user.is_bot),
  all: () => [...users.values()],
  channels: () => [...channels.values()],
  commands: () => commands,
  shortcuts: () => shortcuts,
  agent: () => agent,
};

let due = false;

export function listen(listener) {
  listeners.add(listener);
}

function draw() {
  due = false;
  for (const listener of listeners) listener();
}

// Many changes within one frame are drawn once; a hidden page has no frames.
export function changed() {
  if (due) return;
  due = true;
  if (document.hidden) setTimeout(draw, 200);
  else requestAnimationFrame(draw);
}

export function load(snapshot) {
  users.clear();
  channels.clear();
  const before = new Map(rooms);
  rooms.clear();
  for (const user of snapshot.users) users.set(user.id, known(user, snapshot));
  commands = snapshot.commands ?? [];
  shortcuts = snapshot.shortcuts ?? [];
  modals.clear();
  for (const { user, views } of snapshot.views ?? []) modals.set(user, views);
  agent = snapshot.agent ?? agent;
  sessions.clear();
  for (const session of snapshot.sessions ?? []) remember(session);
  for (const channel of snapshot.channels) channels.set(channel.id, channel);
  for (const message of [...snapshot.messages, ...(snapshot.ephemerals ?? [])]) keep(message.channel, message);
  for (const [id, room] of before) reuse(room, rooms.get(id));
  const persons = people.persons();
  if (!persons.some((user) => user.id === view.acting)) view.acting = persons[0]?.id ?? null;
  if (!visibleChannels().some((channel) => channel.id === view.channel)) view.channel = visibleChannels()[0]?.id;
  changed();
}

// What somebody is beside a member of this workspace.
function standing(user, team) {
  if (user.team_id !== team) return "other company";
  if (user.is_restricted || user.is_ultra_restricted) return "guest";
  return user.is_admin ? "admin" : "";
}

const known = (user, { bot, team }) => ({
  ...user,
  shown: shownName(user),
  rings: user.id === bot,
  standing: user.is_bot ? "" : standing(user, team),
});

const shownName = (user) => user.real_name || user.display_name || user.name;

// A message that did not change stays the object it was, so that its element stays too.
function reuse(old, now) {
  for (const [ts, message] of now ?? []) {
    const known = old.get(ts);
    if (known && JSON.stringify(known) === JSON.stringify(message)) now.set(ts, known);
  }
}

function keep(channel, message) {
  if (!rooms.has(channel)) rooms.set(channel, new Map());
  rooms.get(channel).set(message.ts, { ...message, channel });
}

const remember = (session) => sessions.set(`${session.channel} ${session.thread_ts}`, session);

export const viewsOf = (user) => modals.get(user) ?? [];

export const sessionOf = (channel, thread) => sessions.get(`${channel} ${thread}`);

export const sessionsIn = (channel) => [...sessions.values()].filter((session) => session.channel === channel);

function stopping({ channel, thread_ts }) {
  const session = sessionOf(channel, thread_ts);
  if (session) remember({ ...session, stopping: true });
}

// One change as the workspace tells it; returns the message if it is a new one.
export function apply(change) {
  if (change.kind === "deleted") rooms.get(change.channel)?.delete(change.ts);
  else if (change.message) keep(change.channel, change.message);
  else if (change.session) remember(change.session);
  else if (change.kind === "stopped") stopping(change);
  else if (change.kind === "view") modals.set(change.user, change.views);
  changed();
  return change.kind === "message" || change.kind === "ephemeral" ? rooms.get(change.channel).get(change.ts) : null;
}

export function visibleChannels() {
  const member = (channel) => channel.members.includes(view.acting);
  const roams = !["guest", "other company"].includes(users.get(view.acting)?.standing);
  return [...channels.values()].filter((channel) => member(channel) || (roams && !channel.is_private && !channel.is_im));
}

export function channelName(channel) {
  if (!channel.is_im) return channel.name;
  const other = channel.members.find((id) => id !== view.acting);
  return users.get(other)?.shown ?? channel.name;
}

const byTs = (a, b) => (a.ts < b.ts ? -1 : 1);
export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;
export const isBroadcast = (message) => isReply(message) && message.subtype === "thread_broadcast";
export const forMe = (message) => !message.ephemeral_to || message.ephemeral_to === view.acting;

function inChannel(id) {
  return [...(rooms.get(id)?.values() ?? [])].filter(forMe).sort(byTs);
}

export const timelineOf = (id) =>
  inChannel(id).filter((message) => !isReply(message) || isBroadcast(message) || isTalk(message));

// In the direct messages with the app a question and what it answers stand below each other.
export function isTalk(message) {
  const root = channels.get(message.channel)?.is_im && messageAt(message.channel, message.thread_ts ?? message.ts);
  return Boolean(root) && !users.get(root.user)?.is_bot && !root.ephemeral_to;
}

export const messageAt = (channel, ts) => rooms.get(channel)?.get(ts);

export function threadOf(channel, root) {
  return inChannel(channel).filter((message) => message.ts === root || message.thread_ts === root);
}

// For each thread of a channel: how many replies, the last one's ts, who wrote.
export function threadsIn(id) {
  const threads = new Map();
  for (const message of inChannel(id)) {
    if (!isReply(message) || message.ephemeral_to) continue;
    const thread = threads.get(message.thread_ts) ?? { count: 0, last: "", users: [] };
    thread.count += 1;
    thread.last = message.ts;
    if (!thread.users.includes(message.user)) thread.users.push(message.user);
    threads.set(message.thread_ts, thread);
  }
  return threads;
}

// --- unread marks, for each person

export function markRead(channel) {
  const last = timelineOf(channel).at(-1)?.ts;
  if (!last || reads[readKey(channel)] === last) return;
  reads[readKey(channel)] = last;
  sessionStorage.setItem("reads", JSON.stringify(reads));
}

const readKey = (channel) => `${view.acting} ${channel}`;

export const lastRead = (channel) => reads[readKey(channel)] ?? "";

export function unread(channel) {
  const last = lastRead(channel);
  return timelineOf(channel).filter((message) => message.ts > last && message.user !== view.acting).length;
}

// --- what is open

export function actAs(id) {
  view.acting = id;
  sessionStorage.setItem("acting", id);
  if (!visibleChannels().some((channel) => channel.id === view.channel)) openDirect();
  const root = view.thread && messageAt(view.channel, view.thread);
  if (root && !forMe(root)) view.thread = null;
  draw(); // before the next key, which belongs to the other person
}

// Who was in a direct message with the bot stays in one, their own.
function openDirect() {
  view.channel = (visibleChannels().find((channel) => channel.is_im) ?? visibleChannels()[0])?.id;
  view.thread = null;
}

export function openChannel(id) {
  view.channel = id;
  view.thread = null;
  changed();
}

export function openThread(ts) {
  view.thread = ts;
  changed();
}
