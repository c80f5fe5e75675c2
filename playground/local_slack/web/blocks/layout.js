/** Blocks of a message, modal or Home tab as DOM nodes. */

import { element, link } from "../dom.js";
import { decode, emojiNodes } from "../mrkdwn.js";
import { renderElement } from "./elements.js";
import { renderInput } from "./input.js";
import { renderMarkdown, scrollable } from "./markdown.js";
import { renderRichText } from "./rich_text.js";
import { imageText, renderText } from "./text.js";

/**
 * Return the nodes of blocks.
 *
 * @param {Array<object>} blocks
 * @param {object} context who sees them and where: `names` (see mrkdwn.js), `surface` ("message", "modal", "home"),
 *   `fields` (a FieldValues), `act(block, element, action)`, `options(block, element, text)`, `choices` (see pickers.js).
 */
export function renderBlocks(blocks, context) {
  return (blocks ?? []).map((block) => {
    const render = RENDERERS[block.type] ?? renderUnknown;
    const node = render(block, context);
    node.classList.add("block");
    return node;
  });
}

// ---- private

const RENDERERS = {
  section: renderSection,
  header: renderHeader,
  context: renderContext,
  actions: renderActions,
  context_actions: renderActions,
  divider: () => element("hr", { class: "block-divider" }),
  image: renderImage,
  input: renderInput,
  rich_text: (block, context) => renderRichText(block, context.names),
  markdown: (block) => element("div", { class: "block-markdown" }, renderMarkdown(block.text)),
  table: renderTable,
  video: renderVideo,
};

function renderSection(block, context) {
  const text = element(
    "div",
    { class: "section-text" },
    renderText(block.text, context),
    block.fields
      ? element("div", { class: "fields" }, block.fields.map((field) => element("div", { class: "field" }, renderText(field, context))))
      : null,
  );
  const accessory = block.accessory
    ? element("div", { class: "accessory" }, renderElement(block, block.accessory, context))
    : null;
  return element("div", { class: `block-section${accessory ? " with-accessory" : ""}` }, text, accessory);
}

function renderHeader(block, context) {
  const level = block.level ?? 1;
  // On the page, the names of channels are the second level, and these stand below them.
  return element("div", { class: `block-header level-${level}`, role: "heading", "aria-level": level + 2 }, renderText(block.text, context));
}

function renderContext(block, context) {
  const parts = block.elements.map((part) =>
    part.type === "image" ? imageText(part, "context-image") : element("span", { class: "context-text" }, renderText(part, context)),
  );
  return element("div", { class: "block-context" }, parts);
}

function renderActions(block, context) {
  return element("div", { class: "block-actions" }, block.elements.map((part) => renderElement(block, part, context)));
}

function renderImage(block, context) {
  return element(
    "figure",
    { class: "block-image" },
    block.title ? element("figcaption", {}, renderText(block.title, context)) : null,
    imageText(block),
  );
}

function renderVideo(block, context) {
  const details = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  return element(
    "div",
    { class: "block-video" },
    element("strong", {}, link(block.title_url ?? block.video_url, renderText(block.title, context))),
    details ? element("div", { class: "muted" }, emojiNodes(details)) : null,
    block.description ? element("div", {}, renderText(block.description, context)) : null,
    element("div", {}, link(block.video_url, `▶ ${decode(block.alt_text ?? "Video")}`)),
  );
}

function renderTable(block, context) {
  const [head, ...rows] = block.rows;
  const cell = (tag, value, column) =>
    element(tag, { class: `align-${block.column_settings?.[column]?.align ?? "left"}`, scope: tag === "th" ? "col" : null }, cellNodes(value, context));
  return scrollable(
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, (head ?? []).map((value, column) => cell("th", value, column)))),
      element("tbody", {}, rows.map((row) => element("tr", {}, row.map((value, column) => cell("td", value, column))))),
    ),
  );
}

function cellNodes(value, context) {
  if (value.type === "rich_text") return renderRichText(value, context.names);
  return emojiNodes(decode(String(value.text ?? value.value ?? "")));
}

function renderUnknown(block) {
  return element(
    "details",
    { class: "block-unknown" },
    element("summary", {}, `A block of the type "${block.type}", which this page cannot draw`),
    element("pre", {}, JSON.stringify(block, null, 2)),
  );
}
