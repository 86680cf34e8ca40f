// What can be typed after a slash: the workspace's commands and, for /aws, the words that may follow.
import { people } from "./store.js";

const WORDS = {
  "/aws": {
    alarms: "Every alarm, by state or by a part of its name",
    ask: "Ask the assistant; it answers for all to see",
    mute: "Keep alarms quiet for a while, or in a weekly window",
    mutes: "What is muted, by whom and until when",
    unmute: "End a mute",
    summarize: "What happened: 24h, 7d, #channel or a thread's address",
    status: "How the bot itself is doing",
    dlq: "What the bot could not accept (admins)",
    test: "Send a test alarm all the way round (admins)",
    audit: "Who did what, and when (admins)",
    help: "What can be typed here",
  },
};

// A message that starts with a slash is a command, as in Slack; a space before it makes it words again.
export function asCommand(text) {
  const [, command, rest] = /^(\/\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  return command ? { command, text: rest.trim() || null } : null;
}

// What may stand there instead of `text`: each with what it would become, a hint and a line about it.
export function offers(text) {
  const [, command, gap, word] = /^(\/\S*)( *)(\S*)$/.exec(text) ?? [];
  if (!command) return [];
  return gap ? words(command, word) : commands(command);
}

function commands(typed) {
  return people
    .commands()
    .filter(({ command }) => command.startsWith(typed))
    .map(({ command, usage_hint, description }) => ({ becomes: command, name: command, hint: usage_hint, about: description }));
}

function words(command, typed) {
  const known = Object.hasOwn(WORDS, command) ? WORDS[command] : {};
  return Object.entries(known)
    .filter(([word]) => word.startsWith(typed))
    .map(([word, about]) => ({ becomes: `${command} ${word}`, name: `${command} ${word}`, hint: "", about }));
}
