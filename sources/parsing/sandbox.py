"""What a parser process must not do: use the network, or more memory and processor time than a document needs.

The network is closed by a filter of system calls (seccomp), which needs no privilege and cannot be taken off again; on
Linux on x86-64 and ARM64 only. The filter is the one that the manual page seccomp(2) shows.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

# The maximum address space of a process. Importing the parsers maps about 500 MB; an honest page needs 100 MB more.
MAX_MEMORY_BYTES = 1_200 * 2**20
# Seconds of processor time for one document: the parent kills the process after ten, unless it has died itself.
MAX_CPU_SECONDS = 30

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
# Instructions of the filter: load a word of the call, jump if equal, jump if greater or equal, return.
_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _RETURN = 0x20, 0x15, 0x35, 0x06
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE = 0, 4
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
# The architecture, and the numbers of socket, connect and execve there.
_CALLS = {"x86_64": (0xC000003E, (41, 42, 59)), "aarch64": (0xC00000B7, (198, 203, 221))}
# Numbers from here on are of another calling convention of x86-64, with calls of its own.
_X32_CALLS = 0x40000000


def limit_memory() -> None:
    """Limit the memory of the current process, if the platform supports a limit."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_cpu_time() -> None:
    """Allow the current process some processor time from now on; then the system kills it.

    Otherwise a parser in an endless loop would go on for ever if its parent is killed.
    """
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(usage.ru_utime + usage.ru_stime) + MAX_CPU_SECONDS
    _, hard_limit = resource.getrlimit(resource.RLIMIT_CPU)
    if hard_limit == resource.RLIM_INFINITY or seconds <= hard_limit:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard_limit))


def close_network() -> bool:
    """Forbid new sockets and programs to the current process. Return whether the system did so."""
    if sys.platform != "linux" or platform.machine() not in _CALLS or struct.calcsize("P") != 8:  # noqa: PLR2004 - bytes
        return False
    program = _build_filter(*_CALLS[platform.machine()])
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: the number of instructions, and where they are.
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer)))
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    address = ctypes.addressof(header)
    return bool(library.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, address, 0, 0) == 0)


# ---- private


def _build_filter(architecture: int, calls: tuple[int, ...]) -> bytes:
    """Return instructions that refuse the calls, and every call of another architecture."""
    # Each: code, jump if true, jump if false, value.
    count = len(calls)
    instructions = [
        (_LOAD, 0, 0, _OFFSET_ARCHITECTURE),
        (_JUMP_EQUAL, 0, count + 3, architecture),
        (_LOAD, 0, 0, _OFFSET_NUMBER),
        (_JUMP_GREATER_EQUAL, count + 1, 0, _X32_CALLS),
        *((_JUMP_EQUAL, count - index, 0, call) for index, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)
