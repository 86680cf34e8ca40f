// The channels on the left, the head above the messages, and the switch between the people.
import { byId, el, reconcile, svg } from "./dom.js";
import { avatar } from "./message.js";
import { actAs, channelName, people, unread, view, visibleChannels } from "./store.js";

export function drawSidebar(open) {
  const channels = visibleChannels();
  reconcile(byId("channels"), channels.filter((channel) => !channel.is_im).map((channel) => row(channel, open)));
  reconcile(byId("directs"), channels.filter((channel) => channel.is_im).map((channel) => row(channel, open)));
  const waiting = channels.reduce((sum, channel) => sum + (channel.id === view.channel ? 0 : unread(channel.id)), 0);
  byId("menu-dot").hidden = waiting === 0;
  return waiting;
}

function row(channel, open) {
  const active = channel.id === view.channel;
  const count = active ? 0 : unread(channel.id);
  const name = channelName(channel);
  return {
    key: channel.id,
    version: [name, active, count, channel.is_archived, view.acting],
    render: () => el("li", {}, button(channel, name, active, count, open)),
  };
}

const LOCK = "M7 10V7a5 5 0 0 1 10 0v3h1a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zm2.2 0h5.6V7a2.8 2.8 0 0 0-5.6 0z";
const lock = () => svg("svg", { viewBox: "0 0 24 24" }, svg("path", { d: LOCK, fill: "currentColor" }));

function button(channel, name, active, count, open) {
  const bot = channel.is_im && people.user(channel.members.find((id) => id !== view.acting));
  const sign = channel.is_im ? avatar(bot, "tiny") : el("span", { class: "hash", "aria-hidden": "true" }, channel.is_private ? lock() : "#");
  const props = {
    type: "button",
    class: `channel${count ? " unread" : ""}`,
    "aria-current": active ? "page" : null,
    "data-focus": "open",
    "data-channel": channel.id,
    onclick: () => open(channel.id),
  };
  return el(
    "button",
    props,
    sign,
    el("span", { class: "channel-name" }, name),
    bot?.is_bot ? el("span", { class: "badge" }, "APP") : null,
    count ? el("span", { class: "count-pill" }, count > 99 ? "99+" : count, el("span", { class: "sr" }, " unread")) : null,
  );
}

export function drawHead() {
  const channel = people.channel(view.channel);
  if (!channel) return;
  const name = channelName(channel);
  byId("place").textContent = channel.is_im ? name : `# ${name}`;
  byId("place-note").textContent = note(channel);
  byId("messages").setAttribute("aria-label", `Messages in ${name}`);
}

function note(channel) {
  if (channel.is_im) return "Direct messages with the app";
  const members = `${channel.members.length} member${channel.members.length === 1 ? "" : "s"}`;
  return [members, channel.is_ext_shared && "shared with another company", channel.is_archived && "archived"].filter(Boolean).join(" · ");
}

export function drawPeople() {
  reconcile(
    byId("acting"),
    people.persons().map((user) => ({
      key: user.id,
      version: [user.shown, user.standing, user.id === view.acting],
      render: () => person(user),
    })),
  );
}

function person(user) {
  const checked = user.id === view.acting;
  const radio = el("input", { type: "radio", class: "sr", name: "acting", value: user.id, checked, "data-focus": user.id, onchange: () => actAs(user.id) });
  const role = user.standing && el("small", {}, el("span", { class: "sr" }, ", "), user.standing);
  return el("label", { class: "person", title: user.shown }, radio, avatar(user, "small"), el("span", {}, user.shown.split(" ")[0], role));
}
