// One message as it stands in a channel or a thread.
import { grow } from "./agent.js";
import { append, el, svg } from "./dom.js";
import { attachment, blocks } from "./blocks.js";
import { file } from "./files.js";
import { mrkdwn } from "./mrkdwn.js";
import { messageMenu } from "./shortcuts.js";
import { ago, clock, dateOf, full } from "./times.js";
import { isBroadcast } from "./store.js";

const BELL = "M12 3a5.2 5.2 0 0 0-5.2 5.2v3.4c0 .9-.4 1.7-1 2.3l-.9.9c-.5.5-.1 1.4.6 1.4h13c.7 0 1.1-.9.6-1.4l-.9-.9a3.3 3.3 0 0 1-1-2.3V8.2A5.2 5.2 0 0 0 12 3zM9.8 17.6a2.3 2.3 0 0 0 4.4 0z";

export function avatar(user, size = "") {
  const node = el("span", { class: `avatar ${size}`, "aria-hidden": "true" });
  if (user?.rings) {
    node.classList.add("bot");
    node.append(svg("svg", { viewBox: "0 0 24 24" }, svg("path", { d: BELL, fill: "currentColor" })));
    return node;
  }
  if (/^#?[0-9a-f]{6}$/i.test(user?.color ?? "")) node.style.setProperty("--own", `#${user.color.replace("#", "")}`);
  node.append(initials(user?.shown ?? "?"));
  return node;
}

const initials = (name) => name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();

// `where` is "channel" or "thread"; `thread` is what hangs below the message, if anything does;
// `hands` are {click(message, element, value), openThread(ts), …}, `doing` is what the agent does in its thread.
export function message(item, { people, where, compact, thread, fresh, hands, doing }) {
  const user = people.user(item.user);
  const ctx = { people, act: (element, value) => hands.click(item, element, value), search: (element, query) => hands.search(item, element, query) };
  const name = user?.shown ?? item.user;
  const node = el("article", {
    class: "msg",
    tabindex: "-1",
    "data-focus": "message",
    "data-ts": item.ts,
    "data-thread": item.thread_ts ?? item.ts,
    "aria-label": `${name}, ${clock(dateOf(item.ts))}`,
  });
  node.classList.toggle("compact", compact);
  node.classList.toggle("ephemeral", Boolean(item.ephemeral_to));
  node.classList.toggle("fresh", Boolean(fresh));
  append(node, [
    el("div", { class: "msg-side" }, compact ? time(item.ts, "msg-hover-time") : avatar(user)),
    el(
      "div",
      { class: "msg-body" },
      item.ephemeral_to && el("div", { class: "msg-note" }, "👁 Only visible to you"),
      broadcastNote(item, where, hands),
      compact ? null : head(item, user, name),
      content(item, ctx),
      where === "channel" && thread ? threadFooter(item, thread, people, hands) : null,
      doing,
    ),
    where === "channel" && !item.ephemeral_to ? replyButton(item, hands) : null,
    item.ephemeral_to ? null : messageMenu(item),
  ]);
  return node;
}

const time = (ts, cls) =>
  el("time", { class: cls, datetime: dateOf(ts).toISOString(), title: full(dateOf(ts)) }, clock(dateOf(ts)));

function head(item, user, name) {
  return el(
    "div",
    { class: "msg-head" },
    el("span", { class: "msg-name" }, name),
    badge(item, user),
    time(item.ts, "msg-time"),
  );
}

function badge(item, user) {
  if (user?.is_bot || item.bot_id) return el("span", { class: "badge" }, "APP");
  const apart = ["guest", "other company"].includes(user?.standing);
  return apart ? el("span", { class: "badge" }, user.standing.toUpperCase()) : null;
}

function broadcastNote(item, where, hands) {
  if (!isBroadcast(item)) return null;
  if (where === "thread") return el("div", { class: "msg-note" }, "↗ Also sent to the channel");
  const open = el("button", { type: "button", class: "link", onclick: () => hands.openThread(item.thread_ts) }, "a thread");
  return el("div", { class: "msg-note" }, "↩ Replied to ", open);
}

// People's words are drawn from their text; only apps send blocks of their own.
function content(item, ctx) {
  const byApp = ctx.people.user(item.user)?.is_bot || item.bot_id;
  const body = byApp && item.blocks?.length ? blocks(item.blocks, ctx) : mrkdwn(item.text ?? "", ctx.people);
  const edited = item.edited && el("span", { class: "edited", title: full(dateOf(item.edited.ts)) }, "(edited)");
  const parts = (item.attachments ?? []).map((part) => attachment(part, ctx));
  const files = (item.files ?? []).map((each) => file(each, ctx.people.acting));
  const node = el("div", { class: "msg-content" }, body, parts, files, edited);
  grow(item, node);
  return node;
}

function threadFooter(item, thread, people, hands) {
  const replies = `${thread.count} ${thread.count === 1 ? "reply" : "replies"}`;
  const last = dateOf(thread.last);
  return el(
    "button",
    { type: "button", class: "replies", "data-focus": "replies", onclick: () => hands.openThread(item.ts) },
    el("span", { class: "replies-who" }, thread.users.slice(0, 4).map((id) => avatar(people.user(id), "tiny"))),
    el("strong", {}, replies),
    el("span", { class: "replies-last" }, "last one ", el("time", { "data-ago": last.getTime(), title: full(last) }, ago(last))),
    el("span", { class: "replies-go", "aria-hidden": "true" }, "View thread ›"),
  );
}

const replyButton = (item, hands) =>
  el(
    "button",
    {
      type: "button",
      class: "msg-reply",
      "data-focus": "reply",
      title: "Reply in thread",
      "aria-label": "Reply in thread",
      onclick: () => hands.openThread(item.thread_ts ?? item.ts),
    },
    "💬",
  );
