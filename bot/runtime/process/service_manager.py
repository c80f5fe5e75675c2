"""Messages to the service manager (systemd), over the socket that it names in NOTIFY_SOCKET.

See sd_notify(3). Outside a service the variable is not set, and nothing is sent.
"""

from __future__ import annotations

import os
import socket

READY, STOPPING, ALIVE = "READY=1", "STOPPING=1", "WATCHDOG=1"


def notify(state: str) -> bool:
    """Send a state, such as `READY`. Return whether it was sent. A failure is not treated as an error."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):  # a name in the abstract namespace
        address = f"\0{address[1:]}"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            # The service manager may be busy. The bot's ticks must not wait for it.
            sender.settimeout(0)
            sender.sendto(state.encode(), address)
    except OSError:
        return False
    return True
