/** What the page knows of the workspace, as one person sees it. */

import * as api from "./api.js";

/**
 * The workspace for one person. `on(name, listener)` hears of changes:
 * "channels", "message" (channel, message), "deleted" (channel, ts), "modals", "home", "status", "prompts", "clock",
 * "payload", "connection".
 */
export class Workspace {
  constructor() {
    this.listeners = new Map();
    this.stop = () => {};
  }

  on(name, listener) {
    if (!this.listeners.has(name)) this.listeners.set(name, []);
    this.listeners.get(name).push(listener);
  }

  emit(name, ...values) {
    for (const listener of this.listeners.get(name) ?? []) listener(...values);
  }

  /** Load the workspace as a person sees it, and follow it from then on. */
  async open(user) {
    this.stop();
    const state = await api.get("state", user ? { user } : {});
    Object.assign(this, { team: state.team, me: state.me, app: state.app, notice: state.notice ?? "", quickActions: state.quick_actions ?? [] });
    this.users = new Map(state.users.map((each) => [each.id, each]));
    this.channels = new Map(state.channels.map((each) => [each.id, each]));
    this.isAppConnected = state.app.is_connected ?? true;
    this.statuses = new Map();
    this.setClock(state.clock);
    this.stop = api.listen(this.me, state.cursor, (event) => this.receive(event), (isOnline) => this.emit("online", isOnline));
  }

  receive(event) {
    const message = event.message;
    switch (event.type) {
      case "message":
      case "message_changed":
        this.clearStatus(event.channel, message);
        this.countUnread(event);
        this.emit("message", event.channel, { ...message, channel: event.channel }, event.type === "message");
        break;
      case "message_deleted":
        this.emit("deleted", event.channel, event.ts);
        break;
      case "reaction":
        this.emit("reactions", event.channel, event.ts, event.reactions);
        break;
      case "channel":
        this.channels.set(event.channel.id, { ...this.channels.get(event.channel.id), ...event.channel });
        this.emit("channels");
        break;
      case "status":
        this.statuses.set(statusKey(event.channel, event.thread_ts), event.text);
        this.emit("status");
        break;
      case "suggested_prompts":
        this.app.suggested_prompts = event.prompts ? { title: event.title ?? "", prompts: event.prompts } : event.suggested_prompts;
        this.emit("prompts");
        break;
      case "clock":
        this.setClock(event);
        this.emit("clock");
        break;
      case "app":
        this.isAppConnected = event.is_connected;
        this.emit("connection");
        break;
      default:
        this.emit(event.type, event);
    }
  }

  setClock(clock) {
    this.clockAhead = clock.now * 1000 - Date.now();
  }

  /** The time of the local Slack, in seconds. */
  get now() {
    return (Date.now() + this.clockAhead) / 1000;
  }

  get zone() {
    return this.users.get(this.me)?.tz || "UTC";
  }

  /** The people who can use the page. */
  get people() {
    return [...this.users.values()].filter((user) => !user.is_bot);
  }

  /** The direct message channel of the app, which is its Messages tab. */
  get appChannel() {
    return [...this.channels.values()].find((channel) => channel.is_im && channel.has_app && channel.members.includes(this.me));
  }

  userName(id) {
    const user = this.users.get(id);
    return user ? user.real_name || user.name : undefined;
  }

  channelName(id) {
    const channel = this.channels.get(id);
    if (!channel?.is_im) return channel?.name;
    const other = channel.members.find((member) => member !== this.me) ?? this.me;
    return this.userName(other);
  }

  /** What renderers need to know of the reader. */
  get names() {
    return {
      user: (id) => this.userName(id),
      channel: (id) => this.channelName(id),
      zone: this.zone,
      now: this.now,
    };
  }

  /** What selects of people and channels choose from. */
  get choices() {
    const conversations = (filter) =>
      [...this.channels.values()].filter((channel) => !channel.is_archived && (!filter?.include || filter.include.includes(kindOf(channel))));
    return {
      label: (id) => (this.users.has(id) ? this.userName(id) : `${this.channels.get(id)?.is_im ? "" : "#"}${this.channelName(id) ?? id}`),
      list: (source, filter) => {
        if (source === "users") return [...this.users.keys()];
        const found = source === "channels" ? conversations({ include: ["public"] }) : conversations(filter);
        return found.map((channel) => channel.id);
      },
    };
  }

  statusOf(channel, threadTs = "") {
    return this.statuses.get(statusKey(channel, threadTs)) ?? "";
  }

  clearStatus(channel, message) {
    if (message.user !== this.app.bot_user_id) return;
    this.statuses.delete(statusKey(channel, message.thread_ts));
    this.statuses.delete(statusKey(channel, ""));
    this.emit("status");
  }

  countUnread({ type, channel: id, message, unread }) {
    const channel = this.channels.get(id);
    const isNew = type === "message" && message.user !== this.me && (!message.thread_ts || message.thread_ts === message.ts);
    if (!channel || !isNew) return;
    channel.unread = unread ?? (channel.unread ?? 0) + 1;
    this.emit("channels");
  }

  /** Note that a person has seen a channel's messages. */
  read(id, ts) {
    const channel = this.channels.get(id);
    if (!channel || !ts || (!channel.unread && channel.last_read >= ts)) return;
    Object.assign(channel, { unread: 0, last_read: ts });
    this.emit("channels");
    api.post("read", { user: this.me, channel: id, ts }).catch(() => {});
  }
}

const statusKey = (channel, threadTs) => `${channel} ${threadTs ?? ""}`;
const kindOf = (channel) => (channel.is_im ? "im" : channel.is_private ? "private" : "public");
