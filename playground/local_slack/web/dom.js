/** DOM nodes from values. Text always becomes a text node: nothing in this page parses HTML. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Return a new element.
 *
 * @param {string} tag
 * @param {object} attributes `on` holds listeners by event; true sets a bare attribute; false, null and undefined none.
 * @param {...(Node|string|null|undefined|Array)} children
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (value === true) {
      node.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value);
    }
  }
  append(node, children);
  return node;
}

/** Append nodes and texts, however deeply nested. */
export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) parent.append(child);
  }
  return parent;
}

/** Return an anchor to a page, or only its text unless the address is http or https. */
export function link(address, children, attributes = {}) {
  const url = webAddress(address);
  if (url === null) return element("span", {}, children);
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer", ...attributes }, children);
}

/** Return the address as a URL's text, or null unless it is http or https. */
export function webAddress(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
}

/** Return a line drawing of 20 by 20; it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Return a number that is different for each use, for ids. */
let lastId = 0;
export function newId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

const ICONS = {
  hash: "M8 3 6 17M14 3l-2 14M3.5 7.5h14M2.5 12.5h14",
  lock: "M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3",
  back: "M12.5 4 6.5 10l6 6",
  close: "M5 5l10 10M15 5 5 15",
  more: "M10 4.5v.01M10 10v.01M10 15.5v.01",
  reply: "M3.5 4h13v9H9l-4 3.5V13H3.5z",
  smile: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15M7 8v.01M13 8v.01M6.5 11.5c1.8 3 5.2 3 7 0",
  plus: "M10 4v12M4 10h12",
  send: "M3 3.5 17.5 10 3 16.5l2-6.5zM5 10h6",
  clock: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15M10 6v4l3 2",
  inspect: "M7 5 2.5 10 7 15M13 5l4.5 5-4.5 5",
  home: "M3 9.5 10 3.5l7 6M5 8.5V17h4v-4.5h2V17h4V8.5",
  theme: "M16.5 12.5A7 7 0 0 1 7.5 3.5a7 7 0 1 0 9 9",
  down: "M5 8l5 5 5-5",
  check: "M4 10.5 8.5 15 16 6",
  file: "M5 2.5h7l3.5 3.5V17.5H5zM12 2.5V6h3.5",
  bolt: "M11 2.5 4.5 11.5h5l-1 6 7-9h-5z",
  up: "M6.5 9V17H3.5V9zM6.5 9.5 10 3c2 0 2 2 1.5 5H16l-1 9H6.5",
  thumbdown: "M6.5 11V3H3.5v8zM6.5 10.5 10 17c2 0 2-2 1.5-5H16l-1-9H6.5",
  trash: "M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l1 11.5h7l1-11.5",
};
