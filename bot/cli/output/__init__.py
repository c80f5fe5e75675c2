"""How the terminal is written to: groups of commands, encodings, JSON."""
