// A metric of the last hours as a small line, with its threshold.
import { svg } from "./dom.js";

const WIDTH = 150;
const HEIGHT = 26;
const ROOM = 3; // above and below

export const number = (value) => Number(value.toPrecision(3)).toLocaleString("en-GB");

export function sparkline({ points, threshold, warns }) {
  if (points.length < 2) return null;
  const values = points.map(([, value]) => value);
  const all = threshold === null ? values : [...values, threshold];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const [first, last] = [points[0][0], points.at(-1)[0]];
  const x = (at) => round(((at - first) / (last - first || 1)) * (WIDTH - 2 * ROOM) + ROOM);
  const y = (value) => round(HEIGHT - ROOM - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * ROOM));
  const line = points.map(([at, value]) => `${x(at)},${y(value)}`).join(" ");
  const label = described(values, first, last, threshold, warns);
  return svg(
    "svg",
    { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    svg("title", {}, label),
    threshold !== null && svg("line", { class: "spark-threshold", x1: 0, x2: WIDTH, y1: y(threshold), y2: y(threshold) }),
    svg("polyline", { class: "spark-line", points: line }),
    svg("circle", { class: "spark-now", cx: x(last), cy: y(values.at(-1)), r: 2.5 }),
  );
}

function described(values, first, last, threshold, warns) {
  const hours = Math.max(1, Math.round((last - first) / 3600));
  const range = `between ${number(Math.min(...values))} and ${number(Math.max(...values))}`;
  const alarms = threshold === null ? "" : `; alarms ${warns} ${number(threshold)}`;
  return `The last ${hours} h: ${range}, now ${number(values.at(-1))}${alarms}`;
}

const round = (value) => Math.round(value * 10) / 10;
