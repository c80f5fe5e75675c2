/** The messages of a channel or thread: by day, grouped by author, growing at both ends. */

import * as api from "./api.js";
import { dayOf, formatDivider, secondsOf } from "./dates.js";
import { showToast } from "./dialog.js";
import { element } from "./dom.js";
import { closePanel, nextByKey } from "./menu.js";
import { renderMessage } from "./message.js";

const PAGE = 100; // messages a request
const GROUP_SECONDS = 300; // Slack joins what one author says within five minutes
const NEAR_PIXELS = 120; // so near to an end is at it

export class Timeline {
  /**
   * @param {object} place see message.js; also `channel`, and `threadTs` for a thread.
   * @param {string} label what a screen reader calls the list.
   */
  constructor(place, label) {
    this.place = place;
    this.messages = new Map();
    this.nodes = new Map();
    this.hasMore = false;
    this.list = element("ol", { class: "messages", "aria-label": label, on: { keydown: (event) => this.moveFocus(event) } });
    this.node = element("div", { class: "timeline", tabindex: "-1", on: { scroll: () => this.onScroll(), wheel: closePanel, touchmove: closePanel } }, this.list);
    this.isAtEnd = true;
    this.onRead = () => {};
    // What is out of sight has an estimated height, until the browser measures it.
    new ResizeObserver(() => {
      if (this.isAtEnd) this.node.scrollTop = this.node.scrollHeight;
    }).observe(this.list);
  }

  async load(before) {
    const { workspace, channel, threadTs } = this.place;
    const query = { user: workspace.me, channel, limit: PAGE };
    if (threadTs) query.thread_ts = threadTs;
    if (before) query.before = before;
    this.isLoading = true;
    try {
      const { messages, has_more: hasMore } = await api.get("messages", query);
      this.hasMore = hasMore;
      const height = this.node.scrollHeight;
      const top = this.node.scrollTop;
      for (const message of messages) this.messages.set(keyOf(message), { ...message, channel });
      this.draw();
      if (before) this.node.scrollTop = this.node.scrollHeight - height + top;
      else this.scrollToEnd();
    } catch (error) {
      showToast(error.message);
    } finally {
      this.isLoading = false;
    }
  }

  /** Whether a message belongs here. */
  holds(channel, message) {
    if (channel !== this.place.channel) return false;
    const isReply = message.thread_ts && message.thread_ts !== message.ts;
    if (this.place.threadTs) return message.ts === this.place.threadTs || message.thread_ts === this.place.threadTs;
    return !isReply || message.subtype === "thread_broadcast";
  }

  put(message) {
    const stays = this.isAtEnd || message.user === this.place.workspace.me;
    this.messages.set(keyOf(message), message);
    const old = this.nodes.get(keyOf(message));
    const focused = old?.contains(document.activeElement) ? document.activeElement : null;
    this.nodes.delete(keyOf(message));
    this.draw();
    if (focused) this.giveFocusBack(message, focused);
    if (stays) this.scrollToEnd();
  }

  remove(ts) {
    for (const key of [ts, `${ts} e`]) {
      this.messages.delete(key);
      this.nodes.delete(key);
    }
    this.draw();
  }

  setReactions(ts, reactions) {
    const message = this.messages.get(ts);
    if (message) this.put({ ...message, reactions });
  }

  /** Draw what has changed; nodes of unchanged messages stay, with their focus and their fields. */
  draw() {
    const { workspace, lastRead } = this.place;
    const sorted = [...this.messages.values()].sort((one, other) => secondsOf(one.ts) - secondsOf(other.ts) || (one.ts < other.ts ? -1 : 1));
    const wanted = this.hasMore || this.place.threadTs || this.isLoading === undefined ? [] : [this.intro()];
    let previous = null;
    let isNewShown = false;
    let isGroupBroken = false;
    for (const message of sorted) {
      const seconds = secondsOf(message.ts);
      const isNewDay = previous === null || dayOf(secondsOf(previous.ts), workspace.zone) !== dayOf(seconds, workspace.zone);
      if (isNewDay) wanted.push(this.divider(`day ${dayOf(seconds, workspace.zone)}`, formatDivider(seconds, workspace.zone, workspace.now)));
      const isNew = lastRead && message.ts > lastRead && message.user !== workspace.me && !isNewShown && !this.place.threadTs;
      if (isNew) {
        wanted.push(this.divider("new", "New", "new"));
        isNewShown = true;
      }
      wanted.push(this.nodeOf(message, !isNewDay && !isNew && !isGroupBroken && isContinued(previous, message)));
      previous = message;
      isGroupBroken = false;
      if (this.place.threadTs && message.ts === this.place.threadTs && message.reply_count) {
        wanted.push(this.divider("replies", `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`, "count"));
        isGroupBroken = true;
      }
    }
    patchChildren(this.list, wanted);
    const items = this.list.querySelectorAll("li.message");
    if (items.length && !this.list.querySelector('li.message[tabindex="0"]')) items[items.length - 1].tabIndex = 0;
  }

  /** What stands above the first message. */
  intro() {
    this.introNode ??= element("li", { class: "channel-intro" }, element("strong", {}, this.place.title), element("p", {}, this.place.beginning));
    return this.introNode;
  }

  divider(key, text, className = "") {
    const node = element("li", { class: `divider ${className}`, "data-key": key }, element("span", {}, text));
    const old = this.list.querySelector(`li.divider[data-key="${key}"]`);
    return old && old.textContent === text ? old : node;
  }

  nodeOf(message, isGrouped) {
    const key = keyOf(message);
    const old = this.nodes.get(key);
    if (old && old.classList.contains("grouped") === isGrouped) return old;
    const node = renderMessage(message, { ...this.place, isGrouped, isThread: Boolean(this.place.threadTs) });
    this.nodes.set(key, node);
    return node;
  }

  /** Focus what stands now where the focus was before a message was drawn again. */
  giveFocusBack(message, focused) {
    const node = this.nodes.get(keyOf(message));
    const id = focused.dataset.actionId;
    const same = id ? node.querySelector(`[data-action-id="${CSS.escape(id)}"]`) : null;
    (same ?? node).focus({ preventScroll: true });
  }

  scrollToEnd() {
    this.isAtEnd = true;
    this.node.scrollTop = this.node.scrollHeight;
    this.onRead(this.lastTs);
  }

  get lastTs() {
    return [...this.messages.values()].reduce((last, message) => (message.ts > last ? message.ts : last), "");
  }

  get oldestTs() {
    return [...this.messages.values()].reduce((first, message) => (!first || message.ts < first ? message.ts : first), "");
  }

  onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
    if (this.isAtEnd) this.onRead(this.lastTs);
    if (scrollTop < NEAR_PIXELS && this.hasMore && !this.isLoading) this.load(this.oldestTs);
  }

  moveFocus(event) {
    if (!event.target.matches("li.message")) return;
    const nodes = [...this.list.querySelectorAll("li.message")];
    const at = nodes.indexOf(event.target);
    const isOutside = (event.key === "ArrowDown" && at === nodes.length - 1) || (event.key === "ArrowUp" && at === 0);
    const next = isOutside ? undefined : nextByKey(event.key, nodes, event.target);
    if (next === undefined) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

// ---- private

const keyOf = (message) => (message.is_ephemeral ? `${message.ts} e` : message.ts);

function isContinued(previous, message) {
  return (
    previous !== null &&
    previous.user === message.user &&
    Boolean(previous.is_ephemeral) === Boolean(message.is_ephemeral) &&
    secondsOf(message.ts) - secondsOf(previous.ts) < GROUP_SECONDS
  );
}

/** Make the children of a node the wanted ones, and touch only what differs. */
function patchChildren(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const node of wanted) {
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
}
