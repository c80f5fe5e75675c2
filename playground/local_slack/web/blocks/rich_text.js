/** rich_text blocks: sections, lists, quotes and code, with their styled pieces. */

import { element, link } from "../dom.js";
import { EMOJI } from "../emoji.js";
import { dateNode, mentionNode } from "../mrkdwn.js";

const STYLE_TAGS = [["bold", "strong"], ["italic", "em"], ["strike", "del"], ["underline", "u"], ["code", "code"]];

/** Return the nodes of a rich_text block; neighbouring lists of one kind become one nested list. */
export function renderRichText(block, names) {
  const nodes = [];
  let open = []; // The lists that are not closed yet, the outermost first.
  for (const part of block.elements ?? []) {
    if (part.type !== "rich_text_list") {
      open = [];
      nodes.push(renderPart(part, names));
      continue;
    }
    const depth = part.indent ?? 0;
    open.length = Math.min(open.length, depth + 1);
    const last = open.at(-1);
    if (open.length === depth + 1 && last.kind === part.style) {
      last.list.append(...listItems(part, names));
      continue;
    }
    if (open.length === depth + 1) open.pop();
    const list = listElement(part, names);
    const parent = open.at(-1)?.list.lastElementChild;
    if (parent) parent.append(list);
    else nodes.push(list);
    open.push({ kind: part.style, list });
  }
  return element("div", { class: "rich-text" }, nodes);
}

/** Return the nodes of inline elements. */
export function renderInlines(inlines, names) {
  return (inlines ?? []).map((inline) => styled(renderInline(inline, names), inline.style));
}

// ---- private

function renderPart(part, names) {
  const inlines = renderInlines(part.elements, names);
  if (part.type === "rich_text_quote") return element("blockquote", {}, inlines);
  if (part.type === "rich_text_preformatted") return element("pre", {}, inlines);
  if (part.type === "rich_text_section") return element("p", {}, inlines);
  return element("p", { class: "unknown" }, `(${part.type})`);
}

function listElement(part, names) {
  const attributes = { class: part.border ? "bordered" : null };
  if (part.style === "ordered") {
    return element("ol", { ...attributes, start: (part.offset ?? 0) + 1 }, listItems(part, names));
  }
  return element("ul", attributes, listItems(part, names));
}

const listItems = (part, names) => part.elements.map((item) => element("li", {}, renderInlines(item.elements, names)));

function renderInline(inline, names) {
  switch (inline.type) {
    case "text":
      return inline.text;
    case "link":
      return link(inline.url, inline.text || inline.url);
    case "emoji":
      return emojiNode(inline);
    case "user":
      return mentionNode(`@${names.user(inline.user_id) ?? inline.user_id}`, "user", inline.user_id);
    case "channel":
      return mentionNode(`#${names.channel(inline.channel_id) ?? inline.channel_id}`, "channel", inline.channel_id);
    case "usergroup":
      return mentionNode(`@${inline.usergroup_id}`, "group", inline.usergroup_id);
    case "broadcast":
      return mentionNode(`@${inline.range}`, "broadcast", inline.range);
    case "date":
      return dateNode(inline.timestamp, inline.format, inline.fallback ?? "", inline.url, names);
    case "color":
      return element("code", {}, inline.value);
    default:
      return element("span", { class: "unknown" }, `(${inline.type})`);
  }
}

function emojiNode(inline) {
  const character = inline.unicode
    ? String.fromCodePoint(...inline.unicode.split("-").map((code) => Number.parseInt(code, 16)))
    : EMOJI.get(inline.name);
  if (!character) return `:${inline.name}:`;
  return element("span", { class: "emoji", role: "img", "aria-label": inline.name.replaceAll("_", " ") }, character);
}

function styled(node, style = {}) {
  return STYLE_TAGS.reduce((inner, [name, tag]) => (style[name] ? element(tag, {}, inner) : inner), node);
}
