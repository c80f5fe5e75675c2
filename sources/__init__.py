"""Read news from feeds, pages and files. No other package connects to hosts other than Slack's."""
