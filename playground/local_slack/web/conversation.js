/** A channel, a direct message or a thread: its messages and its composer. */

import { renderComposer } from "./composer.js";
import { element, icon } from "./dom.js";
import { Timeline } from "./timeline.js";

/**
 * Return a conversation: `{node, timeline, composer, drawStatus}`.
 *
 * @param {object} place see message.js; `channel`, `threadTs`, `placeholder`, `lastRead`, `intro` (nodes above the messages).
 */
export function openConversation(place, label) {
  const { workspace } = place;
  const timeline = new Timeline(place, label);
  const status = element("div", { class: "status", role: "status" });
  const drop = element("div", { class: "drop-hint", hidden: true }, icon("file"), "Drop the file to upload it here");
  let uploadFiles = () => {};
  const composer = renderComposer({ ...place, setFiles: (receive) => (uploadFiles = receive) });
  const node = element("div", { class: "conversation" }, place.intro ?? null, timeline.node, status, composer.node, drop);
  let depth = 0;
  const hasFiles = (event) => [...event.dataTransfer.types].includes("Files");
  const show = (by) => {
    depth = Math.max(0, depth + by);
    drop.hidden = depth === 0;
  };
  node.addEventListener("dragenter", (event) => hasFiles(event) && (event.preventDefault(), show(1)));
  node.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  node.addEventListener("dragleave", (event) => hasFiles(event) && show(-1));
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    show(-depth);
    uploadFiles([...event.dataTransfer.files]);
  });
  const drawStatus = () => {
    const text = workspace.statusOf(place.channel, place.threadTs);
    status.replaceChildren(...(text ? [element("strong", {}, workspace.app.name), ` ${text}`] : []));
  };
  drawStatus();
  return { node, timeline, composer, drawStatus, place };
}
