"""Read news from feeds, pages and files.

Among all packages, only this one connects to hosts other than Slack's.
"""
