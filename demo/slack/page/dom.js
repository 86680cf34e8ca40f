// Every element on the page is made here: text goes in as text nodes, never as markup.

export function el(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

export const byId = (id) => document.getElementById(id);

// Links lead to the web or to a mail program and nowhere else.
export function safeUrl(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
}

export function link(text, children, props = {}) {
  const href = safeUrl(text);
  if (href === null) return el("span", { class: "dead-link", title: "This address is not opened" }, children);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", title: href, ...props }, children);
}

// Bring the children of `parent` to `items` with as few changes as possible:
// what has the same key and the same version stays the element it was.
export function reconcile(parent, items) {
  const old = new Map([...parent.children].map((node) => [node.rowKey, node]));
  let place = parent.firstElementChild;
  for (const { key, version, render } of items) {
    let node = old.get(key);
    old.delete(key);
    if (node && sameVersion(node.rowVersion, version)) {
      if (node === place) place = place.nextElementSibling;
      else parent.insertBefore(node, place);
      continue;
    }
    const fresh = Object.assign(render(), { rowKey: key, rowVersion: version });
    if (node) {
      if (node === place) place = place.nextElementSibling;
      replaceKeepingFocus(node, fresh);
      if (fresh.nextElementSibling !== place) parent.insertBefore(fresh, place);
    } else parent.insertBefore(fresh, place);
  }
  for (const node of old.values()) node.remove();
}

function sameVersion(a, b) {
  return a.length === b.length && a.every((part, i) => part === b[i]);
}

function replaceKeepingFocus(node, fresh) {
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  node.replaceWith(fresh);
  if (!focused) return;
  const same = `[data-focus="${CSS.escape(focused)}"]`;
  (fresh.matches(same) ? fresh : fresh.querySelector(same))?.focus({ preventScroll: true });
}
