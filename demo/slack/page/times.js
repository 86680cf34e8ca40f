// Times as people say them, in the reader's own zone.

const DAY = 86_400_000;
const format = (options) => new Intl.DateTimeFormat("en-GB", options);

const TIME = format({ hour: "2-digit", minute: "2-digit" });
const SECONDS = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const NUMERIC = format({ day: "2-digit", month: "2-digit", year: "numeric" });
const DATE = format({ day: "numeric", month: "long", year: "numeric" });
const SHORT = format({ day: "numeric", month: "short", year: "numeric" });
const LONG = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const DIVIDER = format({ weekday: "long", day: "numeric", month: "long" });

export const dateOf = (ts) => new Date(Number(ts) * 1000);
export const preciseClock = (date) => `${SECONDS.format(date)}.${String(date.getMilliseconds()).padStart(3, "0")}`;
export const clock = (date) => TIME.format(date);
export const full = (date) => `${LONG.format(date)} at ${SECONDS.format(date)}`;
export const dayKey = (date) => `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

function pretty(date, otherwise) {
  const days = Math.round((midnight(new Date()) - midnight(date)) / DAY);
  return { 0: "Today", 1: "Yesterday", "-1": "Tomorrow" }[days] ?? otherwise.format(date);
}

export const divider = (date) => pretty(date, DIVIDER);

export function ago(date, now = Date.now()) {
  const seconds = Math.round((now - date.getTime()) / 1000);
  if (seconds < -45) return `in ${span(-seconds)}`;
  if (seconds < 45) return "just now";
  return `${span(seconds)} ago`;
}

function span(seconds) {
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h`;
  const days = Math.round(seconds / 86_400);
  return `${days} day${days === 1 ? "" : "s"}`;
}

const low = (text) => text.replace(/^(Today|Yesterday|Tomorrow)$/, (word) => word.toLowerCase());

const TOKENS = {
  date_num: (d) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`,
  date_slash: (d) => NUMERIC.format(d),
  date: (d) => DATE.format(d),
  date_short: (d) => SHORT.format(d),
  date_long: (d) => LONG.format(d),
  date_long_full: (d) => LONG.format(d),
  date_pretty: (d) => low(pretty(d, DATE)),
  date_short_pretty: (d) => low(pretty(d, SHORT)),
  date_long_pretty: (d) => low(pretty(d, LONG)),
  day_divider_pretty: (d) => low(pretty(d, DIVIDER)),
  time: (d) => TIME.format(d),
  time_secs: (d) => SECONDS.format(d),
  ago: (d) => ago(d),
};

const two = (number) => String(number).padStart(2, "0");

// Slack's date format: "since {date_short_pretty} at {time}". Null when there is no such time.
export function slackDate(epoch, pattern) {
  const date = new Date(Number(epoch) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const text = pattern.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.hasOwn(TOKENS, name) ? TOKENS[name](date) : whole,
  );
  return { text, date };
}

// Elements that carry data-ago="<milliseconds>" say how long ago that was, and go on saying it.
export function keepTime(everyMs = 15_000) {
  setInterval(() => {
    for (const node of document.querySelectorAll("[data-ago]")) {
      node.textContent = ago(new Date(Number(node.dataset.ago)));
    }
  }, everyMs);
}
