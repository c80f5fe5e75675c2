"""Reading news from feeds, pages and files: the only package that opens connections to hosts other than Slack's."""
