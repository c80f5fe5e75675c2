"""Summaries, stories, ranks and answers out of articles: pure and offline.

`NewsSummarizer` is for anybody who uses sumy: it takes any of sumy's documents.
"""

from summarize.extraction.sumy_adapter import NewsSummarizer

__all__ = ["NewsSummarizer"]
