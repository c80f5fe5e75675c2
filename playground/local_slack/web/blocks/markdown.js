/** The markdown block: the part of CommonMark that Slack shows (https://docs.slack.dev/reference/block-kit/blocks/markdown-block). */

import { element, link, webAddress } from "../dom.js";
import { emojiNodes } from "../mrkdwn.js";

const ITEM = /^(\s*)([-*+]|\d{1,9}[.)]) +(.*)$/;
const INLINE =
  /\\([\\`*_~[\](){}#+\-.!>|])|(`+)(.+?)\2|!?\[([^\]]*)\]\(<?([^\s)>]+)>?(?:\s+"[^"]*")?\)|(\*\*|__)(?=\S)(.+?\S|\S)\6|(~~)(?=\S)(.+?)~~|(?<![\p{L}\p{N}])([*_])(?=\S)(.+?\S|\S)\10(?![\p{L}\p{N}])|(https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]])/u;

/** Return the nodes of a Markdown text. */
export function renderMarkdown(text) {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const nodes = [];
  for (let at = 0; at < lines.length; ) {
    const [node, next] = blockAt(lines, at);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

// ---- private

function blockAt(lines, at) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  const fence = /^\s*(```+|~~~+)/.exec(line);
  if (fence) return fencedCode(lines, at, fence[1]);
  const heading = /^(#{1,6}) +(.*?)(?: +#+)?$/.exec(line);
  if (heading) return [element("p", { class: `md-heading md-${heading[1].length}`, role: "heading", "aria-level": heading[1].length + 2 }, inline(heading[2])), at + 1];
  if (/^ {0,3}([-*_])( *\1){2,} *$/.test(line)) return [element("hr"), at + 1];
  if (/^ {0,3}>/.test(line)) return quote(lines, at);
  if (ITEM.test(line)) return list(lines, at);
  if (isTable(lines, at)) return table(lines, at);
  return paragraph(lines, at);
}

function fencedCode(lines, at, mark) {
  let end = at + 1;
  while (end < lines.length && !lines[end].trim().startsWith(mark)) end += 1;
  return [element("pre", {}, lines.slice(at + 1, end).join("\n")), end + 1];
}

function quote(lines, at) {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lines[end])) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ""));
  return [element("blockquote", {}, renderMarkdown(inner.join("\n"))), end];
}

function list(lines, at) {
  const [, indent, mark] = ITEM.exec(lines[at]);
  const isOrdered = /\d/.test(mark);
  const items = [];
  let end = at;
  while (end < lines.length) {
    const item = ITEM.exec(lines[end]);
    if (item && item[1].length <= indent.length + 1 && /\d/.test(item[2]) === isOrdered) {
      items.push([item[3]]);
    } else if (lines[end].trim() && /^\s{2,}/.test(lines[end]) && items.length) {
      items.at(-1).push(lines[end].replace(/^\s{2,4}/, ""));
    } else {
      break;
    }
    end += 1;
  }
  const nodes = items.map(([first, ...rest]) =>
    element("li", {}, taskBox(first), rest.length ? renderMarkdown(rest.join("\n")) : null),
  );
  return [element(isOrdered ? "ol" : "ul", isOrdered ? { start: Number.parseInt(mark, 10) } : {}, nodes), end];
}

function taskBox(text) {
  const task = /^\[([ xX])\] +(.*)$/.exec(text);
  return task ? [task[1] === " " ? "☐ " : "☑ ", inline(task[2])] : inline(text);
}

const isTable = (lines, at) =>
  lines[at].includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "");

function table(lines, at) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) end += 1;
  const rows = lines.slice(at + 2, end).map((line) => element("tr", {}, cells(line).map((cell) => element("td", {}, inline(cell)))));
  const head = element("tr", {}, cells(lines[at]).map((cell) => element("th", { scope: "col" }, inline(cell))));
  return [scrollable(element("table", {}, element("thead", {}, head), element("tbody", {}, rows))), end];
}

/** Return a box in which a wide table scrolls, also by keyboard. */
export function scrollable(node, label = "Table") {
  return element("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": label }, node);
}

function paragraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !/^ {0,3}(>|#{1,6} |```|~~~)/.test(lines[end]) && !ITEM.test(lines[end])) end += 1;
  const nodes = lines.slice(at, end).flatMap((line, index) => [...(index ? [element("br")] : []), ...inline(line.trim())]);
  return [element("p", {}, nodes), end];
}

function inline(text) {
  const match = INLINE.exec(text);
  if (match === null) return emojiNodes(text);
  return [...emojiNodes(text.slice(0, match.index)), inlineNode(match), ...inline(text.slice(match.index + match[0].length))];
}

function inlineNode(match) {
  const [whole, escaped, ticks, code, label, address, strong, strongText, strike, strikeText, em, emText, bare] = match;
  if (escaped) return escaped;
  if (ticks) return element("code", {}, code);
  if (address !== undefined) return webAddress(address) === null ? whole : link(address, inline(label || address));
  if (strong) return element("strong", {}, inline(strongText));
  if (strike) return element("del", {}, inline(strikeText));
  if (em) return element("em", {}, inline(emText));
  return link(bare, bare);
}
