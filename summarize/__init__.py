"""Summaries, stories, ranks and answers out of articles: pure and offline.

`NewsSummarizer` is for anybody who uses sumy: it takes any of sumy's documents.
"""

from summarize.summarizer import NewsSummarizer

__all__ = ["NewsSummarizer"]
