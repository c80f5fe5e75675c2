/**
 * Slack's mrkdwn as DOM nodes.
 *
 * A text comes with `&`, `<` and `>` escaped; what stands between a bare `<` and `>` is a link, a mention or a date, or
 * else plain text. Escaped characters are decoded last, so they never become markup.
 */

import { element, link, webAddress } from "./dom.js";
import { formatTemplate } from "./dates.js";
import { splitEmoji } from "./emoji.js";

const STYLES = { "*": "strong", _: "em", "~": "del" };
const QUOTE = /^(?:&gt;|>)(?!(?:&gt;|>){2}) ?/;
const LONG_QUOTE = /^(?:&gt;|>){3} ?/;
const BARE_LINK = /(?<!&lt;)https?:\/\/[^\s<>|"]+[^\s<>|"'.,;:!?)\]]/g;

/**
 * Return the nodes of a mrkdwn text.
 *
 * @param {string} text
 * @param {object} names the reader: `{user(id), channel(id), zone, now}`.
 * @param {boolean} verbatim whether bare addresses stay text.
 */
export function renderMrkdwn(text, names, verbatim = false) {
  const nodes = [];
  const scope = { names, verbatim };
  for (const [index, part] of text.split(/```([\s\S]+?)```/).entries()) {
    if (index % 2 === 1) nodes.push(element("pre", {}, plainText(part.replace(/^\n/, ""))));
    else nodes.push(...renderLines(index > 0 ? part.replace(/^\n/, "") : part, scope));
  }
  return nodes;
}

/** Return the text of a plain_text object: entities decoded, and emoji unless they are turned off. */
export function renderPlainText(object) {
  const text = decode(object?.text ?? "");
  return object?.emoji === false ? [text] : emojiNodes(text);
}

/** Return a text with the three escaped characters as they are. */
export function decode(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Return nodes for a text that may contain `:emoji:`. */
export function emojiNodes(text) {
  return splitEmoji(text).map((piece) =>
    typeof piece === "string"
      ? piece
      : element("span", { class: "emoji", role: "img", "aria-label": piece.name.replaceAll("_", " ") }, piece.character),
  );
}

/** Return a time as Slack's clients write it, with the moment itself for programs. */
export function dateNode(seconds, template, fallback, address, names) {
  if (!Number.isFinite(seconds)) return fallback;
  const time = element(
    "time",
    { datetime: new Date(seconds * 1000).toISOString(), title: fallback },
    formatTemplate(seconds, template, names.zone, names.now),
  );
  return address ? link(address, time) : time;
}

/** Return a mention of a person, a channel or a group. */
export function mentionNode(label, kind, id) {
  return element("span", { class: `mention mention-${kind}`, "data-id": id }, label);
}

// ---- private

function renderLines(text, scope) {
  const nodes = [];
  let quoted = null;
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    if (LONG_QUOTE.test(line)) {
      const rest = [line.replace(LONG_QUOTE, ""), ...lines.slice(index + 1)];
      nodes.push(element("blockquote", {}, joinLines(rest, scope)));
      return nodes;
    }
    if (QUOTE.test(line)) {
      quoted ??= [];
      quoted.push(line.replace(QUOTE, ""));
      continue;
    }
    if (quoted !== null) {
      nodes.push(element("blockquote", {}, joinLines(quoted, scope)));
      quoted = null;
    } else if (index > 0) {
      nodes.push(element("br"));
    }
    nodes.push(...renderInline(line, scope));
  }
  if (quoted !== null) nodes.push(element("blockquote", {}, joinLines(quoted, scope)));
  return nodes;
}

function joinLines(lines, scope) {
  return lines.flatMap((line, index) => [...(index > 0 ? [element("br")] : []), ...renderInline(line, scope)]);
}

function renderInline(text, scope) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(...textNodes(plain, scope));
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const span = spanAt(text, at, scope);
    if (span === null) {
      plain += text[at];
      at += 1;
    } else {
      flush();
      nodes.push(...[span.nodes].flat());
      at = span.end;
    }
  }
  flush();
  return nodes;
}

/** Return the token, code or style that begins at a place, and where it ends; null if none does. */
function spanAt(text, at, scope) {
  const character = text[at];
  if (character === "<") {
    const end = text.indexOf(">", at);
    const node = end < 0 ? null : tokenNode(text.slice(at + 1, end), scope);
    return node === null ? null : { nodes: node, end: end + 1 };
  }
  if (character === "`") {
    const end = text.indexOf("`", at + 1);
    if (end <= at + 1) return null;
    return { nodes: element("code", {}, plainText(text.slice(at + 1, end))), end: end + 1 };
  }
  if (character in STYLES && isBoundary(text[at - 1]) && /[^\s]/.test(text[at + 1] ?? " ")) {
    const end = closingMark(text, at);
    if (end > 0) {
      return { nodes: element(STYLES[character], {}, renderInline(text.slice(at + 1, end), scope)), end: end + 1 };
    }
  }
  return null;
}

function closingMark(text, at) {
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === "<" || text[end] === "`") {
      const close = text.indexOf(text[end] === "<" ? ">" : "`", end + 1);
      if (close > 0) end = close;
    } else if (text[end] === text[at] && end > at + 1 && /\S/.test(text[end - 1]) && isBoundary(text[end + 1])) {
      return end;
    }
  }
  return -1;
}

const isBoundary = (character) => character === undefined || !/[\p{L}\p{N}]/u.test(character);

function tokenNode(token, scope) {
  const { names } = scope;
  const bar = token.indexOf("|");
  const target = bar < 0 ? token : token.slice(0, bar);
  const label = bar < 0 ? "" : decode(token.slice(bar + 1));
  const id = target.slice(1);
  if (/^@[A-Z][A-Z0-9]+$/.test(target)) return mentionNode(`@${names.user(id) ?? (label || id)}`, "user", id);
  if (/^#[A-Z][A-Z0-9]+$/.test(target)) return mentionNode(`#${names.channel(id) ?? (label || id)}`, "channel", id);
  if (target.startsWith("!")) return commandNode(target.slice(1), label, names);
  if (/^https?:\/\//i.test(target)) {
    const address = decode(target);
    return webAddress(address) === null ? null : link(address, emojiNodes(label || address));
  }
  if (/^mailto:[^\s@]+@[^\s@]+$/i.test(target)) return element("span", {}, label || target.slice("mailto:".length));
  return null; // Not Slack's: `<javascript:...|x>` and `<img ...>` are what they look like, text.
}

function commandNode(command, label, names) {
  if (/^(here|channel|everyone)$/.test(command)) return mentionNode(`@${command}`, "broadcast", command);
  const [kind, first, template, address] = command.split("^");
  if (kind === "date" && template !== undefined) {
    return dateNode(Number(first), decode(template), label, address && decode(address), names);
  }
  if (kind === "subteam") return mentionNode(label || `@${first}`, "group", first);
  return label ? element("span", {}, label) : null;
}

function textNodes(text, scope) {
  if (scope.verbatim) return emojiNodes(decode(text));
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(BARE_LINK)) {
    nodes.push(...emojiNodes(decode(text.slice(end, match.index))), link(decode(match[0]), decode(match[0])));
    end = match.index + match[0].length;
  }
  return [...nodes, ...emojiNodes(decode(text.slice(end)))];
}

/** Code shows the label of a link, and nothing in it is markup. */
function plainText(text) {
  return decode(text.replaceAll(/<(https?:[^>|]*)(?:\|([^>]*))?>/g, (_whole, address, label) => label ?? address));
}
