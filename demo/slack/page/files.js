// The files of a message: what they are, how they begin where they are text, and a way to save them.
import { el } from "./dom.js";
import { fileUrl } from "./net.js";

const UNITS = ["bytes", "kB", "MB", "GB"];

export function size(bytes) {
  const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const number = bytes / 1000 ** step;
  return `${step && number < 10 ? number.toFixed(1) : Math.round(number)} ${UNITS[step]}`;
}

export function file(item, acting) {
  const name = item.title || item.name;
  const more = (item.preview?.length ?? 0) >= 2000 ? "\n…" : "";
  return el(
    "figure",
    { class: "file", "aria-label": `File ${name}` },
    el(
      "figcaption",
      { class: "file-head" },
      el("span", { class: "file-sign", "aria-hidden": "true" }, "📄"),
      el("span", { class: "file-name" }, el("strong", {}, name), el("small", {}, [item.title && item.title !== item.name && item.name, item.pretty_type, size(item.size)].filter(Boolean).join(" · "))),
      el("a", { class: "btn", href: fileUrl(item.id, acting), download: item.name, "aria-label": `Download ${item.name}`, "data-focus": `file ${item.id}` }, "Download"),
    ),
    item.preview && el("pre", { class: "pre file-preview", tabindex: "0", "aria-label": `Beginning of ${name}` }, item.preview + more),
  );
}
