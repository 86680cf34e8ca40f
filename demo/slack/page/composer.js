// Where a person writes: Enter sends, Shift+Enter starts a new line, drafts wait where they were begun.
import { asCommand } from "./commands.js";
import { completion } from "./completion.js";
import { byId, el } from "./dom.js";
import { post } from "./net.js";
import { globalMenu, hasGlobal } from "./shortcuts.js";
import { channelName, people, view } from "./store.js";
import { attempt } from "./toast.js";

const drafts = new Map();

// What a person writes becomes Slack's own form: signs escaped, @names and #channels as ids.
export function slackText(text) {
  let written = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  for (const [name, id] of mentionable()) written = written.replace(atWord("@", name), `$1<@${id}>`);
  for (const { id, name, is_im } of people.channels()) {
    if (!is_im) written = written.replace(atWord("#", name), `$1<#${id}|${name}>`);
  }
  return written.replace(/(^|\s)@(here|channel|everyone)(?![\w-])/g, "$1<!$2>");
}

const atWord = (sign, name) =>
  new RegExp(`(^|[\\s(])${sign}${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}_-])`, "giu");

function mentionable() {
  const pairs = people.all().flatMap((user) => [user.shown, user.display_name, user.name].map((name) => [name, user.id]));
  return pairs.filter(([name]) => name).sort(([a], [b]) => b.length - a.length);
}

export function composer(id, place, label) {
  const field = el("textarea", { id, rows: "1", maxlength: "12000", enterkeyhint: "send" });
  const caption = el("label", { class: "sr", for: id }, "Message");
  const send = el("button", { type: "submit", class: "send", "aria-label": "Send message", disabled: true }, "➤");
  const offered = completion(field, () => fit());
  const more = globalMenu();
  const form = el("form", { class: "composer" }, offered.list, more, caption, field, send);
  let here = "";

  const fit = () => {
    send.disabled = !field.value.trim();
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 180)}px`;
  };
  const submit = async () => {
    const text = field.value.trimEnd();
    if (!text.trim() || field.disabled) return;
    field.value = "";
    fit();
    offered.close();
    if (await attempt(() => deliver(text, { ...place(), user: view.acting }))) return;
    if (!field.value) field.value = text;
    fit();
  };

  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    if (offered.onKey(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });

  // Called at every draw: another place brings its own draft.
  const draw = () => {
    const channel = people.channel(view.channel);
    const now = `${view.acting} ${JSON.stringify(place())}`;
    if (now !== here) {
      drafts.set(here, field.value);
      field.value = drafts.get(now) ?? "";
      here = now;
      fit();
      offered.close();
    }
    more.hidden = !hasGlobal() || id !== "say";
    field.disabled = !channel || channel.is_archived;
    field.placeholder = channel?.is_archived ? "This channel is archived" : label();
    caption.textContent = field.placeholder;
  };
  return { form, draw, focus: () => field.focus() };
}

function deliver(text, from) {
  const typed = asCommand(text);
  if (!typed) return post("/page/say", { ...from, text: slackText(text.trim()) });
  const escapes = people.commands().find(({ command }) => command === typed.command)?.should_escape;
  return post("/page/command", { ...from, ...typed, text: escapes && typed.text ? slackText(typed.text) : typed.text });
}

const target = () => {
  const channel = people.channel(view.channel);
  if (!channel) return "";
  return channel.is_im ? channelName(channel) : `#${channel.name}`;
};

export function composers() {
  const main = composer("say", () => ({ channel: view.channel }), () => `Message ${target()}`);
  const thread = composer("reply", () => ({ channel: view.channel, thread_ts: view.thread }), () => "Reply…");
  byId("composer").append(main.form);
  byId("thread-composer").append(thread.form);
  return { main, thread };
}
