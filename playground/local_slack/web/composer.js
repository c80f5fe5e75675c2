/** The box to write in: commands, mentions and emoji are offered while one types; files are dropped or chosen. */

import * as api from "./api.js";
import { showToast } from "./dialog.js";
import { element, icon, newId } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { nextByKey, openMenu } from "./menu.js";

const MAX_HINTS = 8;

/**
 * Return the composer of a channel or thread.
 *
 * @param {object} place `workspace`, `channel`, `threadTs`, `placeholder`, `setFiles(listener)` hears of dropped files.
 */
export function renderComposer(place) {
  const { workspace } = place;
  const listId = newId("hints");
  const hints = element("div", { class: "hints", role: "listbox", id: listId, "aria-label": "Suggestions", hidden: true });
  const problem = element("div", { class: "composer-problem", role: "alert" });
  let found = [];
  let active = -1;

  const input = element("textarea", {
    class: "composer-input",
    rows: "1",
    placeholder: place.placeholder,
    "aria-label": place.placeholder,
    "aria-autocomplete": "list",
    "aria-controls": listId,
    "aria-haspopup": "listbox",
    on: { input: () => onInput(), keydown: (event) => onKey(event), blur: () => setTimeout(close, 150) },
  });

  const close = () => {
    found = [];
    hints.hidden = true;
    hints.replaceChildren();
    input.removeAttribute("aria-activedescendant");
  };
  const activate = (index) => {
    active = index;
    for (const [at, node] of [...hints.children].entries()) node.setAttribute("aria-selected", String(at === index));
    const node = hints.children[index];
    node?.scrollIntoView({ block: "nearest" });
    if (node) input.setAttribute("aria-activedescendant", node.id);
  };
  const grow = () => {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 200)}px`;
    send.disabled = !input.value.trim();
  };
  const onInput = () => {
    problem.textContent = "";
    grow();
    found = findHints(input.value, input.selectionStart, place);
    if (!found.length) {
      close();
      return;
    }
    hints.replaceChildren(...found.map((hint) => hintNode(hint, () => insert(hint))));
    hints.hidden = false;
    activate(0);
  };
  const insert = (hint) => {
    const end = input.selectionStart;
    input.value = `${input.value.slice(0, hint.from)}${hint.insert} ${input.value.slice(end).trimStart()}`;
    const at = hint.from + hint.insert.length + 1;
    input.focus();
    input.setSelectionRange(at, at);
    close();
    grow();
  };
  const onKey = (event) => {
    if (event.isComposing) return;
    if (found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      activate([...hints.children].indexOf(nextByKey(event.key, [...hints.children], hints.children[active])));
    } else if (found.length && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (found.length && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey && !isWhole(found[active], input.value)) {
      event.preventDefault();
      insert(found[active]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  };
  const submit = async () => {
    const text = input.value.trim();
    if (!text) return;
    close();
    input.value = "";
    grow();
    try {
      await say(text, place);
    } catch (error) {
      problem.textContent = error.message;
      if (!input.value) input.value = text;
      grow();
    }
  };
  const uploadFiles = async (files) => {
    for (const file of files) {
      try {
        await api.upload({ user: workspace.me, channel: place.channel, thread_ts: place.threadTs, text: input.value.trim() }, file);
        input.value = "";
        grow();
      } catch (error) {
        problem.textContent = error.message;
      }
    }
  };

  const chooser = element("input", { type: "file", class: "file-chooser", tabindex: "-1", "aria-label": "File to upload", multiple: true, on: { change: () => uploadFiles([...chooser.files]).then(() => (chooser.value = "")) } });
  const plus = element("button", { type: "button", class: "icon-button plus", "aria-label": "Attach or run a shortcut", "aria-haspopup": "menu", "aria-expanded": "false", on: { click: () => openMenu(plus, plusItems(place, chooser)) } }, icon("plus"));
  const slash = element("button", { type: "button", class: "icon-button slash", "aria-label": "Commands", title: "Commands", on: { click: () => start("/") } }, "/");
  const at = element("button", { type: "button", class: "icon-button slash", "aria-label": "Mention someone", title: "Mention someone", on: { click: () => start("@") } }, "@");
  const send = element("button", { type: "submit", class: "send", "aria-label": "Send", disabled: true }, icon("send"));
  const start = (character) => {
    const isEmpty = !input.value;
    input.value = character === "/" ? "/" : `${input.value}${isEmpty || input.value.endsWith(" ") ? "" : " "}${character}`;
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
    onInput();
  };

  place.setFiles?.(uploadFiles);
  const form = element(
    "form",
    { class: "composer", on: { submit: (event) => (event.preventDefault(), submit()) } },
    hints,
    element("div", { class: "composer-box" }, input, element("div", { class: "composer-bar" }, plus, chooser, at, slash, element("span", { class: "spring" }), send)),
    problem,
  );
  return { node: form, input, submit, say: (text) => say(text, place).catch((error) => (problem.textContent = error.message)) };
}

/** Say a text as the person, or do what a command of Slack itself asks. */
export async function say(text, { workspace, channel, threadTs }) {
  if (/^\/invite(\s|$)/.test(text)) {
    await api.post("invite", { user: workspace.me, channel });
    return;
  }
  const body = { user: workspace.me, channel, text: text.startsWith("/") ? text : replaceNames(text, workspace) };
  await api.post("say", threadTs ? { ...body, thread_ts: threadTs } : body);
}

// ---- private

/** Return a text with the names of people and channels as Slack sends them: `@Newsbrief` is `<@U1>`. */
function replaceNames(text, workspace) {
  const targets = [
    ...[...workspace.users.values()].flatMap((user) => [[`@${user.real_name || user.name}`, `<@${user.id}>`], [`@${user.name}`, `<@${user.id}>`]]),
    ...[...workspace.channels.values()].filter((channel) => !channel.is_im).map((channel) => [`#${channel.name}`, `<#${channel.id}>`]),
  ].sort(([one], [other]) => other.length - one.length);
  let result = text;
  for (const [name, token] of targets) {
    const pattern = new RegExp(`(?<![\\w<])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`, "g");
    result = result.replaceAll(pattern, token);
  }
  return result;
}

function findHints(value, caret, { workspace, threadTs }) {
  const before = value.slice(0, caret);
  const command = /^\/\S*$/.exec(before);
  // Slack has no slash commands in threads.
  if (command && !threadTs) {
    const known = [...workspace.app.commands, { command: "/invite", description: "Adds the app to this channel", usage_hint: `@${workspace.app.name}` }];
    return known
      .filter((each) => each.command.startsWith(before))
      .map((each) => ({ from: 0, insert: each.command, title: each.command, hint: each.usage_hint, note: each.description }));
  }
  const [, sigil, typed] = /(?:^|[\s(])([@#:])([\p{L}\p{N}_+-]*)$/u.exec(before) ?? [];
  if (!sigil || (sigil === ":" && typed.length < 2)) return [];
  const from = caret - typed.length - 1;
  return candidates(sigil, workspace)
    .filter((each) => each.search.some((word) => word.toLowerCase().startsWith(typed.toLowerCase())))
    .slice(0, MAX_HINTS)
    .map((each) => ({ from, ...each }));
}

function candidates(sigil, workspace) {
  if (sigil === "@") {
    return [...workspace.users.values()].map((user) => {
      const name = user.real_name || user.name;
      return { insert: `@${name}`, title: name, note: user.is_bot ? "App" : user.name, search: [name, user.name] };
    });
  }
  if (sigil === "#") {
    return [...workspace.channels.values()]
      .filter((channel) => !channel.is_im)
      .map((channel) => ({ insert: `#${channel.name}`, title: `#${channel.name}`, search: [channel.name] }));
  }
  return [...EMOJI].map(([name, character]) => ({ insert: `:${name}:`, title: `${character} :${name}:`, search: [name] }));
}

/** Whether what was typed is the suggestion already, so that Enter sends it. */
const isWhole = (hint, value) => hint.insert === value.trim();

function hintNode(hint, choose) {
  return element(
    "div",
    { class: "hint", role: "option", id: newId("hint"), "aria-selected": "false", on: { mousedown: (event) => (event.preventDefault(), choose()) } },
    element("strong", {}, hint.title),
    hint.hint ? element("span", { class: "hint-usage" }, hint.hint) : null,
    hint.note ? element("span", { class: "menu-note" }, hint.note) : null,
  );
}

function plusItems({ workspace }, chooser) {
  const shortcuts = workspace.app.shortcuts.filter((each) => each.type === "global");
  return [
    { label: "Upload a file", note: "or drop it here", choose: () => chooser.click() },
    ...shortcuts.map((each) => ({
      label: each.name,
      note: workspace.app.name,
      choose: () => api.post("shortcut", { user: workspace.me, callback_id: each.callback_id }).catch((error) => showToast(error.message)),
    })),
  ];
}
