/** What stands in the middle and beside it: a channel, the app with its tabs, a thread. */

import * as api from "./api.js";
import { openConversation } from "./conversation.js";
import { showToast } from "./dialog.js";
import { element, icon } from "./dom.js";
import { avatar } from "./message.js";
import { HomeTab } from "./views.js";

/** Return the view of a channel or direct message. */
export function openChannelView(page, id) {
  const { workspace } = page;
  const channel = () => workspace.channels.get(id);
  const name = workspace.channelName(id);
  const title = channel().is_im ? name : `#${name}`;
  const conversation = openConversation(place(page, id, `Message ${title}`), `Messages in ${title}`);
  const head = element("header", { class: "main-head" });
  const note = element("div", { class: "channel-note" });
  const node = element("div", { class: "view" }, head, note, conversation.node);
  const drawHead = () => {
    const { is_private: isPrivate, is_im: isIm, members } = channel();
    head.replaceChildren(
      backButton(page),
      element("h2", { class: "main-title" }, isIm ? avatar(name, id) : icon(isPrivate ? "lock" : "hash"), name),
      isIm ? "" : element("span", { class: "muted" }, `${members.length} ${members.length === 1 ? "member" : "members"}`),
    );
    note.replaceChildren(...channelNote(page, channel()));
    conversation.composer.node.hidden = channel().is_member === false || channel().is_archived;
  };
  drawHead();
  readWhenSeen(page, conversation, id);
  conversation.timeline.load();
  return { node, conversation, drawHead };
}

/** Return the view of the app, with its Home tab or its messages. */
export function openAppView(page, tab) {
  const { workspace } = page;
  const { app } = workspace;
  const tabs = [["home", "Home", app.has_home], ["messages", "Messages", app.has_messages]].filter(([, , isThere]) => isThere);
  const buttons = tabs.map(([key, label]) =>
    element(
      "button",
      { type: "button", role: "tab", class: "tab", id: `tab-${key}`, "aria-selected": String(key === tab), "aria-controls": "tab-panel", tabindex: key === tab ? "0" : "-1", on: { click: () => page.openApp(key), keydown: (event) => moveTab(event, buttons) } },
      label,
    ),
  );
  const head = element(
    "header",
    { class: "main-head app-head" },
    backButton(page),
    element("h2", { class: "main-title" }, avatar(app.name, "", true), app.name),
    element("div", { class: "tabs", role: "tablist", "aria-label": app.name }, buttons),
  );
  const body = element("div", { class: "tab-panel", id: "tab-panel", role: "tabpanel", "aria-labelledby": `tab-${tab}` });
  const view = { node: element("div", { class: "view" }, head, body) };
  if (tab === "home") fillHome(page, view, body);
  else fillMessages(page, view, body);
  api.post("open_home", { user: workspace.me, tab }).catch((error) => showToast(error.message));
  return view;
}

/** Return the view of a thread. */
export function openThreadView(page, channel, ts) {
  const { workspace } = page;
  const name = workspace.channelName(channel);
  const conversation = openConversation({ ...place(page, channel, "Reply…"), threadTs: ts }, "Thread");
  const close = () => page.closePanel();
  const node = element(
    "section",
    { class: "thread", "aria-label": "Thread", on: { keydown: (event) => event.key === "Escape" && close() } },
    element(
      "header",
      { class: "panel-head" },
      element("button", { type: "button", class: "icon-button back", "aria-label": "Back", on: { click: close } }, icon("back")),
      element("h2", {}, "Thread"),
      element("span", { class: "muted" }, workspace.channels.get(channel).is_im ? name : `#${name}`),
      element("button", { type: "button", class: "icon-button cross", "aria-label": "Close the thread", on: { click: close } }, icon("close")),
    ),
    conversation.node,
  );
  conversation.timeline.load();
  return { node, conversation };
}

// ---- private

function place(page, channel, placeholder) {
  const { workspace } = page;
  return {
    workspace,
    channel,
    placeholder,
    title: workspace.channels.get(channel).is_im ? workspace.channelName(channel) : `#${workspace.channelName(channel)}`,
    beginning: workspace.channels.get(channel).is_im
      ? "This is the beginning of your messages with each other."
      : `This is the very beginning of the #${workspace.channelName(channel)} channel.`,
    lastRead: workspace.channels.get(channel)?.unread ? workspace.channels.get(channel).last_read : null,
    openThread: (message) => page.openThread(message),
    openChannel: (id) => page.openChannel(id),
  };
}

const backButton = (page) =>
  element("button", { type: "button", class: "icon-button back", "aria-label": "Back to the channels", on: { click: () => page.showSidebar() } }, icon("back"));

function readWhenSeen(page, conversation, id) {
  conversation.timeline.onRead = (ts) => document.visibilityState === "visible" && page.workspace.read(id, ts);
}

function channelNote(page, channel) {
  const { workspace } = page;
  const call = (path) => () => api.post(path, { user: workspace.me, channel: channel.id }).catch((error) => showToast(error.message));
  const button = (label, path) => element("button", { type: "button", class: "button", on: { click: call(path) } }, label);
  if (channel.is_archived) return ["This channel is archived."];
  if (channel.is_member === false) return ["You are not in this channel.", button("Join channel", "join")];
  if (!channel.has_app && !channel.is_im) return [`${workspace.app.name} is not in this channel.`, button(`Add ${workspace.app.name}`, "invite")];
  return [];
}

function fillHome(page, view, body) {
  view.home = new HomeTab(page.workspace);
  body.append(view.home.node);
  view.home.load().catch((error) => showToast(error.message));
}

function fillMessages(page, view, body) {
  const { workspace } = page;
  const channel = workspace.appChannel;
  if (!channel) {
    body.append(element("p", { class: "home-empty" }, "This app takes no messages."));
    return;
  }
  const conversation = openConversation(place(page, channel.id, `Message ${workspace.app.name}`), `Messages with ${workspace.app.name}`);
  const prompts = element("div", { class: "prompts" });
  conversation.composer.node.before(prompts);
  view.conversation = conversation;
  view.drawPrompts = () => {
    const { suggested_prompts: suggested } = workspace.app;
    prompts.replaceChildren(
      ...(suggested?.title ? [element("p", { class: "prompts-title" }, suggested.title)] : []),
      ...(suggested?.prompts ?? []).map((prompt) =>
        element("button", { type: "button", class: "prompt", on: { click: () => conversation.composer.say(prompt.message) } }, prompt.title),
      ),
    );
  };
  view.drawPrompts();
  body.append(conversation.node);
  readWhenSeen(page, conversation, channel.id);
  conversation.timeline.load();
}

function moveTab(event, buttons) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length];
  next.click();
  document.getElementById(next.id)?.focus();
}
