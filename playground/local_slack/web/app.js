/** The page: the frame, where one is in it, and what happens when an event comes. */

import { openAppView, openChannelView, openThreadView } from "./places.js";
import { showToast } from "./dialog.js";
import { element } from "./dom.js";
import { Inspector } from "./inspector.js";
import { messageSummary } from "./message.js";
import { renderSidebar } from "./sidebar.js";
import { Workspace } from "./state.js";
import { applyTheme, renderTopBar } from "./top_bar.js";
import { Modals } from "./views.js";

const PERSON_KEY = "local-slack-person";
const CLOCK_MILLISECONDS = 5000;

class Page {
  constructor(root) {
    this.workspace = new Workspace();
    this.modals = new Modals(this.workspace);
    this.place = {};
    this.view = null; // what stands in the middle: {node, conversation?, home?}
    this.thread = null; // the thread beside it
    this.inspector = null;
    this.isOnline = true;
    this.top = element("div", { class: "top" });
    this.side = element("div", { class: "side" });
    this.main = element("main", { id: "main", class: "main", tabindex: "-1" });
    this.panel = element("aside", { class: "panel-side", "aria-label": "Beside the channel", hidden: true });
    this.root = root;
    root.append(this.top, this.side, this.main, this.panel);
    this.listen();
  }

  async start() {
    await this.open(sessionStorage.getItem(PERSON_KEY) ?? "");
    window.addEventListener("hashchange", () => this.follow());
    setInterval(() => this.bar.clock.draw(), CLOCK_MILLISECONDS);
    document.documentElement.dataset.ready = "true";
  }

  async open(person) {
    try {
      await this.workspace.open(person);
    } catch (error) {
      if (!person) throw error;
      await this.workspace.open("");
    }
    sessionStorage.setItem(PERSON_KEY, this.workspace.me);
    this.drawTop();
    this.follow();
    this.modals.hide();
    await this.modals.load();
  }

  async switchPerson(user) {
    this.thread = null;
    await this.open(user);
    this.announce(`You are ${this.workspace.userName(user)}`);
    this.side.querySelector(".person")?.focus();
  }

  // Places: the part of the address after "#/".

  openChannel(id) {
    this.go(id);
  }

  openApp(tab) {
    this.go(`app/${tab}`);
  }

  openThread(message) {
    this.go(`${this.path[0] === "app" ? "app/messages" : message.channel}/thread/${message.thread_ts ?? message.ts}`);
  }

  closePanel() {
    if (this.inspector) this.toggleInspector();
    else this.go(this.path.slice(0, this.path.indexOf("thread")).join("/"));
  }

  go(path) {
    const address = `#/${path}`;
    // On a phone, where one is may be hidden behind the channels.
    if (location.hash === address) this.follow();
    else location.hash = address;
  }

  showSidebar() {
    this.root.dataset.show = "side";
    (this.side.querySelector(".sidebar-item.open") ?? this.side.querySelector(".sidebar-item"))?.focus();
  }

  /** Show what the address says. */
  follow() {
    this.path = location.hash.replace(/^#\/?/, "").split("/");
    const { workspace } = this;
    const [first, second] = this.path;
    let key = first;
    if (first === "app") {
      const tab = second === "home" && workspace.app.has_home ? "home" : "messages";
      this.place = { app: tab, channel: tab === "messages" ? workspace.appChannel?.id : undefined };
      key = `app ${tab}`;
    } else {
      const channel = workspace.channels.get(first);
      if (!channel || (channel.is_private && !channel.is_member)) {
        history.replaceState(null, "", `#/${this.firstChannel().id}`);
        this.follow();
        return;
      }
      this.place = { channel: channel.id };
    }
    key = `${workspace.me} ${key}`;
    if (this.view?.key !== key) {
      this.view = this.place.app ? openAppView(this, this.place.app) : openChannelView(this, this.place.channel);
      this.view.key = key;
      this.main.replaceChildren(this.view.node);
    }
    const at = this.path.indexOf("thread");
    this.showThread(at > 0 ? this.path[at + 1] : null);
    this.drawSidebar();
    this.root.dataset.show = this.panel.hidden ? "main" : "panel";
    this.drawTitle();
  }

  firstChannel() {
    const channels = [...this.workspace.channels.values()].filter((channel) => !channel.is_im && !channel.is_archived);
    return channels.find((channel) => channel.has_app && channel.is_member) ?? channels.find((channel) => channel.is_member) ?? channels[0];
  }

  showThread(ts) {
    const key = ts ? `${this.workspace.me} ${this.place.channel} ${ts}` : null;
    if (key === (this.thread?.key ?? null)) return;
    const focused = this.thread?.opener;
    this.thread = ts && this.place.channel ? openThreadView(this, this.place.channel, ts) : null;
    if (this.thread) {
      this.thread.key = key;
      this.thread.opener = document.activeElement;
      this.inspector = null;
      this.thread.conversation.composer.input.focus();
    } else if (focused?.isConnected) {
      focused.focus();
    }
    this.drawPanel();
    this.thread?.conversation.composer.input.focus();
  }

  toggleInspector() {
    this.inspector = this.inspector ? null : new Inspector(this.workspace, () => this.toggleInspector());
    if (this.inspector) this.inspector.load().catch((error) => showToast(error.message));
    this.drawPanel();
    if (this.inspector) this.inspector.node.querySelector("button, input").focus();
    else this.bar.inspect.focus();
  }

  drawPanel() {
    const node = this.inspector?.node ?? this.thread?.node ?? null;
    this.panel.replaceChildren(...(node ? [node] : []));
    this.panel.hidden = node === null;
    this.bar.inspect.setAttribute("aria-pressed", String(Boolean(this.inspector)));
    this.root.dataset.show = node === null ? "main" : "panel";
    this.root.classList.toggle("with-panel", node !== null);
  }

  drawTop() {
    this.bar = renderTopBar(this);
    this.top.replaceChildren(this.bar.node);
  }

  drawSidebar() {
    const focused = [...this.side.querySelectorAll("button")].indexOf(document.activeElement);
    this.side.replaceChildren(renderSidebar(this));
    if (focused >= 0) this.side.querySelectorAll("button")[focused]?.focus();
  }

  drawTitle() {
    const unread = [...this.workspace.channels.values()].reduce((sum, channel) => sum + (channel.unread ?? 0), 0);
    const name = this.place.app ? this.workspace.app.name : `#${this.workspace.channelName(this.place.channel)}`;
    document.title = `${unread ? `(${unread}) ` : ""}${name} – ${this.workspace.team.name} – Local Slack`;
  }

  announce(text) {
    document.getElementById("live").replaceChildren(element("p", {}, text));
  }

  get conversations() {
    return [this.view?.conversation, this.thread?.conversation].filter(Boolean);
  }

  listen() {
    const { workspace } = this;
    workspace.on("message", (channel, message, isNew) => this.onMessage(channel, message, isNew));
    workspace.on("deleted", (channel, ts) => {
      for (const { timeline } of this.conversations) if (timeline.place.channel === channel) timeline.remove(ts);
    });
    workspace.on("reactions", (channel, ts, reactions) => {
      for (const { timeline } of this.conversations) if (timeline.place.channel === channel) timeline.setReactions(ts, reactions);
    });
    workspace.on("channels", () => {
      this.drawSidebar();
      this.drawTitle();
      this.view?.drawHead?.();
    });
    workspace.on("status", () => {
      for (const conversation of this.conversations) conversation.drawStatus();
    });
    workspace.on("prompts", () => this.view?.drawPrompts?.());
    workspace.on("modals", ({ views }) => this.modals.draw(views));
    workspace.on("home", ({ view }) => this.view?.home?.draw(view));
    workspace.on("payload", ({ entry }) => this.inspector?.add(entry));
    workspace.on("clock", () => {
      this.bar.clock.draw();
      for (const { timeline } of this.conversations) timeline.draw();
    });
    workspace.on("reload", () => {
      this.view = null;
      this.thread = null;
      this.open(workspace.me).catch((error) => showToast(error.message));
    });
    workspace.on("connection", () => this.drawTop());
    workspace.on("online", (isOnline) => {
      if (isOnline === this.isOnline) return;
      this.isOnline = isOnline;
      this.drawTop();
    });
  }

  onMessage(channel, message, isNew) {
    let isShown = false;
    for (const { timeline } of this.conversations) {
      if (!timeline.holds(channel, message)) continue;
      timeline.put(message);
      isShown = true;
    }
    if (!isNew || message.user === this.workspace.me) return;
    const name = message.username || this.workspace.userName(message.user) || "";
    const where = isShown ? "" : ` in ${this.workspace.channelName(channel) ?? "a channel"}`;
    this.announce(`${name}${where}: ${messageSummary(message)}`);
  }
}

applyTheme();
new Page(document.getElementById("app")).start().catch((error) => {
  document.getElementById("app").replaceChildren(element("p", { class: "fatal", role: "alert" }, error.message));
});
