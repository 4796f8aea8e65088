"""Takes from this process, and from all that it starts, what reading a paper does not need. There is no way back.

Memory, processor time, the size of files and their number are limited everywhere (POSIX, setrlimit). On Linux with an
x86-64 or ARM64 processor the kernel also refuses it sockets of any kind, and looking into other processes (seccomp),
and ends it when whoever waits for it ends: what nobody hears any more is not read on.
Elsewhere a child has no less network than its parent, and `can_confine` says so. It cannot write to any file; where the
kernel knows Landlock it reads none either but programs: not the keys of the desk, not its tables, no paper of another.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

from comity.papers.landlock import close_files
from comity.papers.seeing.limits import Limits

# Of linux/audit.h and asm/unistd.h: socket, socketpair, bind, connect, io_uring_setup, ptrace, process_vm_readv,
# process_vm_writev, unshare, setns, pidfd_getfd.
_REFUSED = {
    "x86_64": (0xC000003E, (41, 53, 49, 42, 425, 101, 310, 311, 272, 308, 438)),
    "aarch64": (0xC00000B7, (198, 199, 200, 203, 425, 117, 270, 271, 97, 268, 438)),
}
_FIRST_X32 = 0x40000000  # calls by an older table of numbers, which would go around the list
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _END = 0x7FFF0000, 0x00050001, 0x80000000  # seccomp(2): allow; errno EPERM; end the process
_END_WITH_PARENT, _NO_NEW_PRIVILEGES, _SET_SECCOMP, _BY_FILTER = 1, 38, 22, 2


def can_confine() -> bool:
    """Whether sockets can be refused on a machine of this kind."""
    return sys.platform == "linux" and platform.machine() in _REFUSED


def confine(limits: Limits) -> bool:
    """Limit this process; whether sockets are refused as well.

    Raises:
        OSError: the kernel of such a machine refuses the filter.
    """
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    if not can_confine():
        return False
    _refuse_calls(*_REFUSED[platform.machine()])
    close_files()
    return True


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _refuse_calls(architecture: int, refused: tuple[int, ...]) -> None:
    """Give the kernel a filter for every later call (seccomp(2), bpf(2))."""
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _END), (_LOAD, 0, 0, 0)]
    steps.append((_AT_LEAST, len(refused) + 1, 0, _FIRST_X32))
    steps += [(_EQUAL, len(refused) - index, 0, number) for index, number in enumerate(refused)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = _Program(len(steps), ctypes.cast(code, ctypes.c_void_p))
    system = ctypes.CDLL(None, use_errno=True)
    for asked in (
        (_END_WITH_PARENT, signal.SIGKILL, 0, 0, 0),
        (_NO_NEW_PRIVILEGES, 1, 0, 0, 0),
        (_SET_SECCOMP, _BY_FILTER, ctypes.byref(program), 0, 0),
    ):
        if system.prctl(*asked) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
