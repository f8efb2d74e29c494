"""Takes from the loader process what no parser needs: writing, the network, other programs and other processes.

Linux does all of it. macOS has only the limit on the size of files, so that nothing can be written into a file; Windows
has nothing of the kind. A kernel without Landlock, or a processor that is not listed here, leaves out that step.
"""

import ctypes
import errno
import os
import struct
import sys
from contextlib import suppress

# From linux/prctl.h, linux/seccomp.h and linux/filter.h.
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_SECCOMP_ALLOW = 0x7FFF0000
_SECCOMP_ERRNO = 0x00050000
_BPF_LOAD_WORD, _BPF_JUMP_IF_EQUAL, _BPF_JUMP_IF_AT_LEAST, _BPF_RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_OFFSET, _ARCHITECTURE_OFFSET = 0, 4
_X32_NUMBERS = 0x40000000
"""The first number of a second set of system calls on x86_64."""

# The audit number of each architecture, and its numbers for socket, socketpair, execve, execveat, ptrace,
# process_vm_readv, process_vm_writev, kill and io_uring_setup, which could open sockets by itself.
_DENIED_CALLS = {
    "x86_64": (0xC000003E, (41, 53, 59, 322, 101, 310, 311, 62, 425)),
    "aarch64": (0xC00000B7, (198, 199, 221, 281, 117, 270, 271, 129, 425)),
}

# From linux/capability.h: two sets of effective, permitted and inherited capabilities.
_CAPABILITY_VERSION = 0x20080522
_CAPABILITY_BYTES = 24
_READ_ALL_FILES = 1 << 2

# From linux/landlock.h; these numbers are the same on every architecture.
_LANDLOCK_CREATE_RULESET = 444
_LANDLOCK_RESTRICT_SELF = 446
_LANDLOCK_VERSION = 1
_EXECUTE, _WRITE_FILE = 1 << 0, 1 << 1
_REMOVE_AND_MAKE = sum(1 << bit for bit in range(4, 13))
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_BIND_AND_CONNECT_TCP = 0b11
_SCOPE_SOCKETS_AND_SIGNALS = 0b11


def confine() -> None:
    """Confine this process for good. It must have only one thread: each thread is confined by itself."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
            resource.setrlimit(limit, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        # Without this, only a privileged process may take the two next steps.
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _drop_capabilities(libc)
        _deny_files(libc)
        _deny_calls(libc)


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """Drop what root may do, such as to look into other processes; root still reads files that belong to others."""
    header = struct.pack("=Ii", _CAPABILITY_VERSION, 0)
    now = ctypes.create_string_buffer(_CAPABILITY_BYTES)
    if libc.capget(header, now) == 0:
        effective, permitted, *_ = struct.unpack("=IIIIII", now.raw)
        libc.capset(
            header, struct.pack("=IIIIII", *(held & _READ_ALL_FILES for held in (effective, permitted)), 0, 0, 0, 0)
        )


def _deny_files(libc: ctypes.CDLL) -> None:
    """Deny every change of the file system and, where the kernel can, TCP and signals to other processes."""
    version = libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), _LANDLOCK_VERSION)
    if version < 1:
        return
    files = _EXECUTE | _WRITE_FILE | _REMOVE_AND_MAKE | (_REFER if version >= 2 else 0)
    files |= _TRUNCATE if version >= 3 else 0
    network = _BIND_AND_CONNECT_TCP if version >= 4 else 0
    scope = _SCOPE_SOCKETS_AND_SIGNALS if version >= 6 else 0
    # A kernel takes a longer structure than it knows if the rest of it is zero.
    rules = struct.pack("=QQQ", files, network, scope)
    handle = libc.syscall(_LANDLOCK_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), 0)
    if handle >= 0:
        libc.syscall(_LANDLOCK_RESTRICT_SELF, handle, 0)


def _deny_calls(libc: ctypes.CDLL) -> None:
    """Let the system calls of ``_DENIED_CALLS`` fail with EPERM."""
    machine = os.uname().machine
    if machine not in _DENIED_CALLS:
        return
    architecture, numbers = _DENIED_CALLS[machine]
    deny = struct.pack("=HBBI", _BPF_RETURN, 0, 0, _SECCOMP_ERRNO | errno.EPERM)
    steps = [
        struct.pack("=HBBI", _BPF_LOAD_WORD, 0, 0, _ARCHITECTURE_OFFSET),
        struct.pack("=HBBI", _BPF_JUMP_IF_EQUAL, 1, 0, architecture),
        deny,
        struct.pack("=HBBI", _BPF_LOAD_WORD, 0, 0, _NUMBER_OFFSET),
        struct.pack("=HBBI", _BPF_JUMP_IF_AT_LEAST, len(numbers) + 1, 0, _X32_NUMBERS),
    ]
    steps += [
        struct.pack("=HBBI", _BPF_JUMP_IF_EQUAL, len(numbers) - place, 0, number)
        for place, number in enumerate(numbers)
    ]
    steps += [struct.pack("=HBBI", _BPF_RETURN, 0, 0, _SECCOMP_ALLOW), deny]
    code = ctypes.create_string_buffer(b"".join(steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0)
