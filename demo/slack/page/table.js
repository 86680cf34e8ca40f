// The table block: its first row heads the columns.
import { el } from "./dom.js";
import { plain } from "./elements.js";
import { richText } from "./richtext.js";

const ALIGNED = ["left", "center", "right"];

export function table(block, ctx) {
  const [head = [], ...rows] = block.rows ?? [];
  const row = (tag) => (cells) => el("tr", {}, cells.map((cell, at) => drawn(tag, cell, block.column_settings?.[at], ctx)));
  const drawnTable = el("table", { class: "table" }, el("thead", {}, row("th")(head)), el("tbody", {}, rows.map(row("td"))));
  return el("div", { class: "table-room", role: "region", "aria-label": "Table", tabindex: "0" }, drawnTable);
}

function drawn(tag, cell, column, ctx) {
  const align = ALIGNED.includes(column?.align) ? column.align : "left";
  const said = cell.type === "rich_text" ? richText(cell, ctx) : plain(String(cell.text ?? cell.value ?? ""));
  return el(tag, { class: `to-${align}`, scope: tag === "th" ? "col" : null }, said);
}
