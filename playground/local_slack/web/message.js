/** One message: its author, its text or blocks, its files, reactions, thread and menu. */

import * as api from "./api.js";
import { FieldValues } from "./blocks/field_values.js";
import { renderBlocks } from "./blocks/layout.js";
import { formatClock, formatTime, secondsOf } from "./dates.js";
import { showToast } from "./dialog.js";
import { element, icon } from "./dom.js";
import { EMOJI, REACTIONS } from "./emoji.js";
import { openMenu } from "./menu.js";
import { emojiNodes, renderMrkdwn } from "./mrkdwn.js";

/**
 * Return the list item of a message.
 *
 * @param {object} message with its channel
 * @param {object} place `workspace`, `openThread(message)`, `openChannel(id)`, `isGrouped`, `isThread`.
 */
export function renderMessage(message, place) {
  const { workspace } = place;
  const isApp = Boolean(message.bot_id);
  const name = message.username || workspace.userName(message.user) || message.bot_profile?.name || "Somebody";
  const seconds = secondsOf(message.ts);
  const time = element("time", { class: "message-time", datetime: new Date(seconds * 1000).toISOString(), title: formatClock(seconds, workspace.zone) }, formatTime(seconds, workspace.zone));
  const head = element(
    "div",
    { class: "message-head" },
    element("span", { class: "author" }, name),
    isApp ? element("span", { class: "app-badge" }, "APP") : null,
    time,
  );
  const body = element(
    "div",
    { class: "message-body" },
    message.is_ephemeral ? element("div", { class: "only-you" }, "Only visible to you") : null,
    head,
    renderContent(message, place),
    (message.files ?? []).map((file) => renderFile(file, workspace)),
    renderReactions(message, workspace),
    place.isThread ? null : renderReplies(message, place),
  );
  const item = element(
    "li",
    {
      class: `message${message.is_ephemeral ? " ephemeral" : ""}${place.isGrouped ? " grouped" : ""}`,
      "data-ts": message.ts,
      tabindex: "-1",
      "aria-label": `${name}, ${formatClock(seconds, workspace.zone)}: ${messageSummary(message)}`,
    },
    avatar(name, message.user ?? "", isApp),
    body,
    renderTools(message, place),
  );
  return item;
}

/** Return the square with a person's initial. */
export function avatar(name, id, isApp = false) {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) % 997;
  return element("span", { class: `avatar ${isApp ? "avatar-app" : `avatar-${hash % 6}`}`, "aria-hidden": "true", "data-letter": name.slice(0, 1).toUpperCase() });
}

/** Return a message as one line of text, for screen readers and notices. */
export const messageSummary = (message) => (message.text ?? "").replaceAll(/<[^>|]*\|([^>]*)>/g, "$1").replaceAll(/[<>*_~`]/g, "").slice(0, 300);

// ---- private

function renderContent(message, place) {
  const { workspace } = place;
  const content = element("div", { class: "message-content" });
  if (message.blocks?.length) {
    content.append(...renderBlocks(message.blocks, blockContext(message, place)));
  } else if (message.text) {
    content.append(element("div", { class: "text" }, renderMrkdwn(message.text, workspace.names)));
  }
  for (const attachment of message.attachments ?? []) {
    const inner = attachment.blocks
      ? renderBlocks(attachment.blocks, blockContext(message, place))
      : renderMrkdwn(attachment.text ?? attachment.fallback ?? "", workspace.names);
    content.append(element("div", { class: "attachment" }, inner));
  }
  if (message.edited) content.append(element("span", { class: "edited" }, " (edited)"));
  content.addEventListener("click", (event) => {
    const mention = event.target.closest(".mention-channel");
    if (mention && workspace.channels.has(mention.dataset.id)) place.openChannel(mention.dataset.id);
  });
  return content;
}

function blockContext(message, { workspace }) {
  const container = { type: "message", channel: message.channel, ts: message.ts, is_ephemeral: Boolean(message.is_ephemeral) };
  const fields = new FieldValues();
  const send = (path, block, part, rest) =>
    api.post(path, { user: workspace.me, container, block_id: block.block_id, action_id: part.action_id, ...rest });
  return {
    surface: "message",
    names: workspace.names,
    choices: workspace.choices,
    fields,
    act: (block, part, action) => send("press", block, part, { action, state: fields.toJson() }).catch((error) => showToast(error.message)),
    options: async (block, part, value) => {
      const answer = await send("options", block, part, { value });
      return answer.option_groups ?? [{ options: answer.options ?? [] }];
    },
  };
}

function renderFile(file, workspace) {
  const address = `/client/file?${new URLSearchParams({ user: workspace.me, id: file.id })}`;
  const size = file.size >= 1024 ? `${Math.round(file.size / 1024)} kB` : `${file.size ?? 0} bytes`;
  return element(
    "a",
    { class: "file", href: address, download: file.name },
    icon("file"),
    element("span", {}, element("strong", {}, file.title || file.name), element("span", { class: "muted" }, `${(file.filetype || "file").toUpperCase()} · ${size}`)),
  );
}

function renderReactions(message, workspace) {
  if (!message.reactions?.length) return null;
  const chips = message.reactions.map((reaction) => {
    const isMine = reaction.users.includes(workspace.me);
    const who = reaction.users.map((id) => workspace.userName(id) ?? id).join(", ");
    return element(
      "button",
      {
        type: "button",
        class: `reaction${isMine ? " mine" : ""}`,
        "aria-pressed": String(isMine),
        "aria-label": `${reaction.name.replaceAll("_", " ")}, ${reaction.count ?? reaction.users.length}, by ${who}`,
        title: who,
        on: { click: () => react(message, reaction.name, workspace) },
      },
      emojiNodes(`:${reaction.name}:`),
      element("span", { class: "count" }, String(reaction.count ?? reaction.users.length)),
    );
  });
  return element("div", { class: "reactions" }, chips);
}

function react(message, name, workspace) {
  const reaction = message.reactions?.find((each) => each.name === name);
  const remove = Boolean(reaction?.users.includes(workspace.me));
  api
    .post("react", { user: workspace.me, channel: message.channel, ts: message.ts, name, remove })
    .catch((error) => showToast(error.message));
}

function renderReplies(message, { workspace, openThread }) {
  if (!message.reply_count) return null;
  const people = (message.reply_users ?? []).slice(0, 3).map((id) => avatar(workspace.userName(id) ?? "?", id, id === workspace.app.bot_user_id));
  const last = message.latest_reply ? `Last reply ${formatTime(secondsOf(message.latest_reply), workspace.zone)}` : "";
  return element(
    "button",
    { type: "button", class: "replies", on: { click: () => openThread(message) } },
    element("span", { class: "reply-people" }, people),
    element("strong", {}, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`),
    element("span", { class: "muted" }, last),
  );
}

function renderTools(message, place) {
  const { workspace } = place;
  if (message.is_ephemeral) return null;
  const tool = (drawing, label, click, attributes = {}) =>
    element("button", { type: "button", class: "tool", "aria-label": label, title: label, on: { click }, ...attributes }, icon(drawing));
  const menu = { "aria-haspopup": "menu", "aria-expanded": "false" };
  const shortcuts = workspace.app.shortcuts.filter((each) => each.type === "message");
  return element(
    "div",
    { class: "message-tools" },
    tool("smile", "Add reaction", (event) => {
      openMenu(event.currentTarget, REACTIONS.map((name) => ({ label: `${EMOJI.get(name)} ${name.replaceAll("_", " ")}`, choose: () => react(message, name, workspace) })), "Reactions");
    }, menu),
    place.isThread ? null : tool("reply", "Reply in thread", () => place.openThread(message)),
    shortcuts.length
      ? tool("more", "More actions", (event) => openMenu(event.currentTarget, shortcuts.map((each) => shortcutItem(each, message, workspace))), menu)
      : null,
  );
}

function shortcutItem(shortcut, message, workspace) {
  const body = { user: workspace.me, callback_id: shortcut.callback_id, channel: message.channel, ts: message.ts };
  return {
    label: shortcut.name,
    note: workspace.app.name,
    choose: () => api.post("shortcut", body).catch((error) => showToast(error.message)),
  };
}
