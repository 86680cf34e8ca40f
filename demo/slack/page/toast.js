// Short notices at the bottom: what went wrong stays longer than what went well.
import { byId, el } from "./dom.js";
import { Refused } from "./net.js";

export function toast(text, kind = "info") {
  const close = el("button", { type: "button", class: "toast-close", "aria-label": "Dismiss", onclick: () => box.remove() }, "×");
  const box = el("div", { class: `toast ${kind}`, role: kind === "error" ? "alert" : "status" }, el("p", {}, text), close);
  const shelf = byId("toasts");
  shelf.append(box);
  if (shelf.children.length > 3) shelf.firstElementChild.remove();
  setTimeout(() => box.remove(), kind === "error" ? 12_000 : 5000);
}

// Do what a person asked for; a refusal is said in one sentence. Returns whether it went well.
export async function attempt(work) {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "error");
    return false;
  }
}
