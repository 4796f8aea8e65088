"""Shuts the file system to this process and to all that it starts, but for the programs that it needs (landlock(7)).

It needs no rights of an administrator. Kernels before 5.13, and those built without it, are left as they are.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # the same on every processor
_VERSION, _PATH_BENEATH = 1, 1
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # how many kinds of access a version of the interface knows; from 5 on, 16
_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/dev/null", "/dev/urandom")


def close_files() -> bool:
    """Let nothing be read but the system's programs, this interpreter's and our own; whether the kernel can do that.

    The process must have given up new privileges before (prctl(2), `PR_SET_NO_NEW_PRIVS`).

    Raises:
        OSError: the kernel refuses it.
    """
    system = ctypes.CDLL(None, use_errno=True)
    version = int(system.syscall(_CREATE, None, 0, _VERSION))
    if version < 1:
        return False
    handled = ctypes.create_string_buffer(struct.pack("=Q", (1 << _RIGHTS.get(version, 16)) - 1), 8)
    rules = _checked(system.syscall(_CREATE, handled, 8, 0))
    try:
        for path in _needed():
            _allow(system, rules, path)
        _checked(system.syscall(_RESTRICT, rules, 0))
    finally:
        os.close(rules)
    return True


def _needed() -> Iterable[Path]:
    own = Path(__file__).resolve().parents[1]
    found = {Path(each).resolve() for each in (*_SYSTEM, sys.prefix, sys.base_prefix, *_packages())}
    return [path for path in sorted({own, *found}) if path.exists()]


def _packages() -> Iterable[str]:
    """Where installed packages lie, which need not be beneath the interpreter."""
    return [each for each in sys.path if each.endswith(("site-packages", "dist-packages"))]


def _allow(system: ctypes.CDLL, rules: int, path: Path) -> None:
    rights = _EXECUTE | _READ_FILE | (_READ_FOLDER if path.is_dir() else 0)
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, place), 12)
        _checked(system.syscall(_ADD_RULE, rules, _PATH_BENEATH, rule, 0))
    finally:
        os.close(place)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
