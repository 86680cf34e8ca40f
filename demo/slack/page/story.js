// The story's caption above the messages: what is being shown, how far it is, and the way out of it.
import { byId } from "./dom.js";
import { post } from "./net.js";
import { attempt } from "./toast.js";

const WAITS = "You took over, so the story waits for you.";
const SEEN = ["playing", "paused", "broken"];
let scene = null;
let closed = false; // by this page, once nothing is left to be told

const wish = (word) => attempt(() => post("/page/story", { wish: word }));

export const storyIsShown = () => !byId("story").hidden;

// The card that the caption speaks of, if it stands in this channel.
export const pointedAt = (channel) => (storyIsShown() && scene.channel === channel ? scene.card : null);

// Show `next`; returns whether it speaks of another card than before.
export function tell(next) {
  const before = scene;
  scene = next;
  draw();
  return storyIsShown() && next.card !== null && (before?.step !== next.step || before?.card !== next.card);
}

function draw() {
  const { phase, step, of, caption } = scene;
  const last = step === of;
  byId("story").hidden = closed || !SEEN.includes(phase) || !step;
  byId("story").dataset.phase = phase;
  byId("story-progress").textContent = `${step} of ${of}`;
  byId("story-fill").style.width = `${(100 * step) / of}%`;
  byId("story-caption").textContent = phase === "paused" ? WAITS : caption;
  byId("story-turn").textContent = phase === "paused" ? "Go on" : "Next";
  byId("story-turn").hidden = phase === "broken" || last;
  byId("story-end").textContent = phase === "broken" || last ? "Close" : "Skip";
}

export function turn() {
  if (storyIsShown() && !byId("story-turn").hidden) wish(scene.phase === "paused" ? "go_on" : "turn");
}

export function end() {
  closed = scene.phase === "broken";
  if (closed) draw();
  else wish("end");
}

export function startStory() {
  byId("story-turn").addEventListener("click", turn);
  byId("story-end").addEventListener("click", end);
}
