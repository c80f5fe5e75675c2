"""The store: its contract, and the engine on SQLite."""
