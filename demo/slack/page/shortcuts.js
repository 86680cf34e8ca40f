// Shortcuts of the app: in the menu of each message, and beside none at the composer.
import { el } from "./dom.js";
import { toggleMenu } from "./menu.js";
import { post } from "./net.js";
import { people, view } from "./store.js";
import { attempt, toast } from "./toast.js";

const NO_ANSWER = "The app did not respond.";

const ofType = (type) => people.shortcuts().filter((shortcut) => shortcut.type === type);

const run = (callback_id, place) =>
  attempt(async () => {
    const { ok } = await post("/page/shortcut", { user: view.acting, callback_id, ...place });
    if (!ok && !place.ts) toast(NO_ANSWER, "error");
  });

const entries = (type, place) =>
  ofType(type).map(({ name, description, callback_id }) => ({ label: name, description, pick: () => run(callback_id, place) }));

function menuButton(props, sign, list) {
  const shared = { type: "button", "aria-haspopup": "menu", "aria-expanded": "false" };
  return el("button", { ...shared, ...props, onclick: (event) => toggleMenu(event.currentTarget, list()) }, sign);
}

// The button that opens a message's menu, where there is anything in it.
export function messageMenu({ channel, ts }) {
  if (!ofType("message").length) return null;
  const props = { class: "msg-more", "data-focus": "shortcuts", title: "More actions", "aria-label": "Message shortcuts" };
  return menuButton(props, "⋯", () => entries("message", { channel, ts }));
}

export const hasGlobal = () => ofType("global").length > 0;

export const globalMenu = () =>
  menuButton({ class: "icon small shortcuts", title: "Shortcuts", "aria-label": "Shortcuts" }, "⚡", () => entries("global", {}));
