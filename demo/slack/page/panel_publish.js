// What is published by hand: one message of one's own, or a storm of alarms and their recovery.
import { byId, el } from "./dom.js";
import { post } from "./net.js";
import { EXAMPLES } from "./examples.js";
import { attempt, toast } from "./toast.js";

function examples(box) {
  byId("examples").append(...Object.entries(EXAMPLES).map(([label, make]) => {
    const onclick = () => {
      box.value = make();
      box.focus();
      box.setSelectionRange(0, 0);
      box.scrollTop = 0;
    };
    return el("button", { type: "button", class: "chip", onclick }, label);
  }));
}

function box(refresh) {
  const body = byId("publish-body");
  examples(body);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("publish").requestSubmit();
  });
  byId("publish").addEventListener("submit", async (event) => {
    event.preventDefault();
    await attempt(async () => {
      const buried = event.submitter?.value === "bury";
      const { message_id: id } = await post(buried ? "/page/bury" : "/page/publish", { body: body.value });
      toast(buried ? "It lies among the dead letters: an admin can type /aws dlq" : `Published as ${id}`);
    });
    await refresh();
  });
}

const alarms = (count) => `${count.toLocaleString("en-GB")} alarm${count === 1 ? "" : "s"}`;

function storm(refresh) {
  const start = byId("storm").querySelector("[type=submit]");
  byId("storm").addEventListener("submit", (event) => {
    event.preventDefault();
    send(start, refresh, async () => {
      const { published } = await post("/page/storm", { count: byId("storm-count").valueAsNumber });
      toast(`A storm of ${alarms(published)} is under way`);
    });
  });
  byId("recover").addEventListener("click", ({ currentTarget }) =>
    send(currentTarget, refresh, async () => {
      const { published } = await post("/page/recover", {});
      toast(published ? `${alarms(published)} of the storms ${published === 1 ? "is" : "are"} OK again` : "No alarm of a storm is left to recover.");
    }));
}

// A second press while the first one is under way does nothing.
async function send(button, refresh, work) {
  if (button.disabled) return;
  button.disabled = true;
  await attempt(work);
  button.disabled = false;
  await refresh();
}

export function startPublishing(refresh) {
  box(refresh);
  storm(refresh);
}
