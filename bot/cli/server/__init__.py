"""Commands for whoever runs the bot on a server."""
