/** The list of channels, direct messages and apps, and the person whom one is. */

import * as api from "./api.js";
import { askForm, showToast } from "./dialog.js";
import { element, icon } from "./dom.js";
import { nextByKey, openMenu } from "./menu.js";
import { avatar } from "./message.js";

/** Return the sidebar; `page` has `workspace`, `place` ({channel} or {app: tab}), `openChannel`, `openApp`, `switchPerson`. */
export function renderSidebar(page) {
  const { workspace } = page;
  const channels = [...workspace.channels.values()];
  const isAppOpen = page.place.app !== undefined;
  const direct = channels.filter((channel) => channel.is_im && channel !== workspace.appChannel && channel.members.includes(workspace.me));
  const shared = channels.filter((channel) => !channel.is_im && (!channel.is_private || channel.is_member));
  return element(
    "nav",
    { class: "sidebar", "aria-label": "Workspace", on: { keydown: moveFocus } },
    element("div", { class: "sidebar-head" }, element("h2", {}, workspace.team.name), personButton(page)),
    element(
      "div",
      { class: "sidebar-lists" },
      section("Channels", [...shared.map((channel) => channelItem(channel, page)), addChannelItem(page)]),
      direct.length ? section("Direct messages", direct.map((channel) => channelItem(channel, page))) : null,
      section("Apps", [appItem(page, isAppOpen)]),
    ),
  );
}

// ---- private

const section = (title, items) => element("section", {}, element("h3", {}, title), element("ul", {}, items.map((item) => element("li", {}, item))));

function channelItem(channel, page) {
  const isOpen = page.place.channel === channel.id && page.place.app === undefined;
  const name = page.workspace.channelName(channel.id);
  return item({
    isOpen,
    unread: channel.unread,
    drawing: channel.is_im ? avatar(name, channel.id) : icon(channel.is_private ? "lock" : "hash"),
    label: name,
    className: channel.is_archived || channel.is_member === false ? "faint" : "",
    open: () => page.openChannel(channel.id),
  });
}

function appItem(page, isOpen) {
  const { app, appChannel } = page.workspace;
  return item({
    isOpen,
    unread: appChannel?.unread,
    drawing: avatar(app.name, "", true),
    label: app.name,
    open: () => page.openApp(app.has_home ? "home" : "messages"),
  });
}

function addChannelItem(page) {
  return item({ drawing: icon("plus"), label: "Add channels", className: "faint", open: () => addChannel(page) });
}

function item({ isOpen = false, unread = 0, drawing, label, className = "", open }) {
  return element(
    "button",
    { type: "button", class: `sidebar-item ${className}${unread ? " unread" : ""}${isOpen ? " open" : ""}`, "aria-current": isOpen ? "page" : null, "aria-label": unread ? `${label}, ${unread} unread` : label, on: { click: open } },
    drawing,
    element("span", { class: "sidebar-label" }, label),
    unread ? element("span", { class: "badge", "data-count": String(unread) }) : null,
  );
}

async function addChannel(page) {
  const name = element("input", { class: "text-input", name: "name", required: true, maxlength: "80", pattern: "[a-z0-9_\\-]+", autocomplete: "off", title: "Small letters, digits, - and _" });
  const form = await askForm(
    "Create a channel",
    [
      element("label", { class: "field-label" }, element("span", {}, "Name"), name),
      element("p", { class: "input-hint" }, "Small letters, digits, hyphens and underscores."),
      element("label", { class: "choice" }, element("input", { type: "checkbox", name: "private" }), element("span", {}, "Make private")),
    ],
    "Create",
  );
  if (form === null) return;
  try {
    await api.post("channel", { user: page.workspace.me, name: form.get("name"), is_private: form.has("private") });
  } catch (error) {
    showToast(error.message);
  }
}

function personButton(page) {
  const { workspace } = page;
  const name = workspace.userName(workspace.me);
  const items = () =>
    workspace.people.map((user) => ({
      label: [avatar(user.real_name || user.name, user.id), " ", user.real_name || user.name],
      note: user.tz,
      isChecked: user.id === workspace.me,
      choose: () => page.switchPerson(user.id),
    }));
  const button = element(
    "button",
    { type: "button", class: "person", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `You are ${name}. Switch person`, on: { click: () => openMenu(button, items(), "People") } },
    avatar(name, workspace.me),
    element("span", { class: "person-name" }, name),
    icon("down"),
  );
  return button;
}

function moveFocus(event) {
  if (!event.target.matches(".sidebar-item")) return;
  const next = nextByKey(event.key, [...event.currentTarget.querySelectorAll(".sidebar-item")], event.target);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
