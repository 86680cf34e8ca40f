// The question some buttons ask before they act, in the browser's own modal dialog.
import { el } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";

const said = (object, otherwise) => object?.text ?? otherwise;

// Resolves to whether the person agreed; Esc and the dialog's "no" are the same.
export function agreed(question, people) {
  const no = el("button", { type: "submit", value: "no", class: "btn" }, said(question.deny, "Cancel"));
  const style = question.style === "danger" ? "danger" : "primary";
  const yes = el("button", { type: "submit", value: "yes", class: `btn ${style}` }, said(question.confirm, "Yes"));
  const dialog = el(
    "dialog",
    { class: "confirm", "aria-label": said(question.title, "Are you sure?") },
    el(
      "form",
      { method: "dialog" },
      el("h2", {}, said(question.title, "Are you sure?")),
      el("div", {}, mrkdwn(said(question.text, ""), people)),
      el("div", { class: "confirm-choice" }, no, yes),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
