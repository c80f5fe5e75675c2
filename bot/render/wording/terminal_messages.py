"""Messages of the terminal commands: progress, results and next steps.

The `--help` texts are with the commands.
"""

from __future__ import annotations

SKIPPED_FILE = "Skipped {problem}"
NOTHING_TO_BRIEF = "No articles found. Pass text, HTML or feed files, or a folder of them."
READING = "Reading"
READING_FILE = "Reading {name}"
READING_FILE_OF = "Reading file {number} of {count}: {name}"
READING_TEXTS = "Finding the sentences of {texts}"
QUESTIONS_HEADING = "Asked in the thread"
DEMO_VERIFIED = "Verified: {verified} of {sentences} match their articles word for word."
NEXT_HEADING = "Next"
DEMO_NEXT_OWN_FILES = "newsbrief demo PATH...   do the same with your own text files, HTML files or feeds"
DEMO_NEXT_FEED = "newsbrief add URL        follow a feed; then: newsbrief brief, newsbrief ask WORDS"
DEMO_NEXT_SLACK = "README.md                add the bot to a Slack workspace, step by step"

NOT_ADDED = "Not added. {problem}"
EMPTY_PLACE = "Not added. The address is empty."
FOLLOWING = "Now following {source}: {articles}"
FOLLOWING_UNREAD = "Now following {source}, but it couldn't be read. I'll keep trying."
READ_ONCE = "Read and stored: {title} ({outlet})"
FOLLOW_SITE_HINT = "This article only. To follow the site: newsbrief add {site}"
SINGLE_LINKS_TITLE = "Single links"
NOT_READ = "{problem}"
NEW_CONTENT = "{texts} of {count} have text, {dates} have a date."
NEW_HEADLINES = "Headlines only so far: none of {count} has text yet, {dates} have a date."
NO_DATES_NOTE = "Because the articles have no dates, those already there don't count as news; later ones do."
UNNAMED_FOLDER = "Not added. {place} is a folder here. To follow the folder: newsbrief add ./{place}"
UNKNOWN_PLACE = (
    "Not added. “{place}” isn't an address, starter pack or path. Packs: {packs}. "
    "An address looks like example.org/news, a path like ./articles"
)
LOGIN_HINT = "If the site needs a login, set NEWSBRIEF_LOGIN_... (docs/settings.md)."
HEADLINE_LINE = "  - {headline}"
OTHER_FEEDS = "The page also links to other feeds: {feeds}"
REMOVED = "Stopped following {source}."
SEVERAL_SOURCES = "“{name}” could be {sources}. Use the address of one of them."
NOT_FOLLOWED = "There's no source “{name}” here. To list all sources: newsbrief sources"
CANNOT_OPEN_LIST = "can't be opened ({cause}). Starter packs: {packs}"
LIST_IMPORTED = "{feeds} in the list, {new} new here."
CANNOT_WRITE = "can't be written ({cause})"
WRITTEN = "Written: {path}"
NO_SOURCES = (
    "No sources yet. To follow one: newsbrief add https://example.org/feed.xml\n"
    "For a starter pack: newsbrief import world (or {packs})"
)
SOURCE_COLUMNS = ("source", "last fetched", "next", "state")
NEVER, SOON = "never", "soon"
FETCH_FAILURE = "{source}: {reason}"
FETCHED = "Fetched {sources}: {articles}, {failed} failed."

DIGEST_COLUMNS = ("ID", "Workspace", "Channel", "Digest", "State", "Last")
COVERED_CHANNEL = "{channel} covers {source_channel}"
NO_DIGESTS = "No digests yet. To create one: newsbrief digests create CHANNEL weekdays 9:00 climate, energy"
NO_WORKSPACE = (
    "The bot hasn't connected to a workspace yet. Connect it first: newsbrief init. Or name the workspace: "
    "--team T024BE7LD"
)
CSV_LINE_PROBLEM = "{file}, line {number}: {problem}"
DIGEST_SENT_SOON = "The running bot will send it within a second or so."
DIGEST_DELETED = "Deleted: {digest}."
TABLE_IMPORTED = "Imported {file}: {digests} set up."

MORE_RESULTS = "More: --page {page}"
NOT_VERBATIM = "{subject}: doesn't match article {article}: {sentence}"
UNKNOWN_BRIEF = "There's no brief or answer called {name}."
# {count} is the number of briefs and answers.
ALL_VERIFIED = "Checked {sentences} from {count} briefs and answers against their articles: all match."
SOME_FAILED = (
    "Checked {sentences} from {count} briefs and answers against their articles: {failed} don't match."
)

SEVERAL_WORKSPACES = (
    "The bot has connected to several workspaces: {teams}. Name one, for example --team {example}. "
    "To forget one, remove its line from {file}"
)
SETTINGS_LOOKED_UP = "Settings are read from the environment, {here} and {home}"
BACKING_UP = "Backing up {path} ..."
CHECKING_BACKUP = "Checking {path} ..."
BACKUP_WRITTEN = "Backup written and checked: {path} ({size}; {contents})."
BACKUP_REMOVED = "Removed the old backup {path}."
BACKUP_GOOD = "{path} is a good backup ({size}; {contents})."
BACKUP_RESTORED = "Restored {path} ({contents}). To start the bot: newsbrief run"
REPLACED_STORE_KEPT = "The replaced database is now {path}. Delete it when you no longer need it."
# {newest} is the time of the newest article.
BACKUP_CONTENTS = "{sources}, {digests}, {briefs}, newest article {newest}"
BACKUP_CONTENTS_WITHOUT_ARTICLES = "{sources}, {digests}, {briefs}, no articles"
CONNECTING = "Newsbrief keeps its data in {folder}. Connecting to Slack ..."
CONNECTED = "Connected. Type /brief in a Slack channel. Press Ctrl-C to stop."
STOPPED = "Stopped."
PLAY_MISSING = (
    "The local Slack is not installed. In the checkout, run: make play\n"
    'Elsewhere: pip install "newsbrief[play]", then: newsbrief play'
)
PLAY_PREPARING = "Starting a Slack on this machine, and reading the invented articles ..."
PLAY_FAILED = "The local Slack did not start."
PLAY_READY = (
    "Open {url} in a browser and type /brief, or press Ctrl-C to stop.\n"
    "Without a browser, in another terminal: {command}"
)
PLAY_GONE = "The local Slack has gone. Stopping."
PLAY_NOTICE = (
    "Invented articles, on a Slack that runs on this machine alone. Add a feed of your own: /brief add LINK"
)
PLAY_QUICK_ACTIONS = (
    "What is new?=/brief",
    "The last three days=/brief 3d",
    "Send a digest every day at 9=/brief digest daily 9:00",
    "Send the digest now=/brief digest now 1",
    "All commands=/brief help",
)
STOPPED_EARLY = "Stopped before all work was finished. The log has the details."
UNDERSTOOD_AS = "understood as: {question}"
TOTAL_SCORE = "{score:+.2f}  total"
MORE_ARTICLES = "· and {count} more"
ALSO_NOTE = "; also {outlets}"
ARTICLE_AND_KIND = "{article} - {kind}"
