/** Text objects and images, which stand in blocks and elements alike. */

import { element, link } from "../dom.js";
import { decode, renderMrkdwn, renderPlainText } from "../mrkdwn.js";

/** Return the nodes of a text object. */
export function renderText(text, context) {
  if (!text) return [];
  if (text.type === "mrkdwn") return renderMrkdwn(text.text, context.names, text.verbatim);
  return [element("span", { class: "plain" }, renderPlainText(text))];
}

/** Return what stands for an image: images of other hosts are never loaded. */
export function imageText(image, className = "image-text") {
  const address = image.image_url ?? image.slack_file?.url;
  const label = decode(image.alt_text ?? "Image");
  return element("span", { class: className, title: "Images of other hosts are not loaded" }, address ? link(address, `🖼 ${label}`) : `🖼 ${label}`);
}
