"""What `newsbrief export-feed` says, and the words of the feed itself."""

from __future__ import annotations

FEED_TITLE = "News briefs of #{channel}"
AUTHOR = "Newsbrief"
# What Atom wants where nothing has been posted yet.
NEVER_UPDATED = "1970-01-01T00:00:00+00:00"
NOT_SWITCHED_ON = (
    "The briefs of {channel} aren't exported. To allow it, add the channel's ID to the setting "
    "NEWSBRIEF_FEED_CHANNELS, for example NEWSBRIEF_FEED_CHANNELS={channel}"
)
NOT_A_CHANNEL = "“{channel}” isn't the ID of a channel, which looks like C024BE91L."
PRIVATE = "{channel} isn't a public channel. Its briefs are never exported."
UNKNOWN = "Slack doesn't say whether {channel} is public ({error}), so its briefs aren't exported."
EXPORTED = "Wrote {briefs} to {path}"
