"""The storage contract and its SQLite implementation."""
