"""What `newsbrief init` says and asks."""

from __future__ import annotations

CREATE_APP = """\
1. Create the Slack app. Open this link, choose your workspace, and press Create:

{link}

   (Or paste the output of newsbrief manifest at https://api.slack.com/apps, under From a manifest.)

2. On the app's page: press Install to Workspace. Then open OAuth & Permissions and copy the Bot User OAuth Token.
"""
CREATE_SECOND = """
3. Under Basic Information, App-Level Tokens: press Generate Token, add the scope connections:write, copy the token.
"""
PASTE_FIRST = "Bot token, xoxb-... (not shown)"
PASTE_SECOND = "App-level token, xapp-... (not shown)"
TESTING = "   Testing {name} ..."
WORKSPACE_FOUND = "   It works: workspace {name} ({team}), bot @{user}, all scopes."
SOCKET_MODE_ON = "   It works: Socket Mode is on."
PROBLEM_AND_FIX = "   {text}\n   {fix}"
TRY_AGAIN = "   Please try again."
GIVEN_UP = "Nothing was written. Run newsbrief init again when you have both tokens."
INPUT_ENDED = "There's nobody to ask for {name}. Set {name} or {name}_FILE in the environment."
SAVED = "\nSaved the tokens in {path}, which only you can read. newsbrief run finds them from any folder."
NOT_SAVED = (
    "Can't write {path} ({cause}). Make the folder writable, or set NEWSBRIEF_HOME to a different one."
)
SHADOWED = "Note: {path} has other tokens, and takes precedence in that folder."
DATABASE_READY = "The database is {path}."
ADOPTED = "{sources} that this terminal followed belong to the workspace now."
OFFER_PACK = "\n4. Follow a starter pack ({packs})? Type its name, or none"
NEXT_STEPS = """
Ready. Start the bot, in any folder:

    newsbrief run

Then, in a Slack channel:

    /invite @{user}
    /brief
"""
NO_PACK = "none"
