"""The command by which a case of a pack is signed off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SignCase:
    """Say of a case of a pack whether the law answers it rightly; a later word takes the place of this one."""

    pack: str
    pack_digest: str  # of the pack as it was shown
    value: object  # the case, as `comity decide` reads it, on the day whose law was shown
    digest: str  # of the case and of what was shown of its answers; see `comity.gate.signing.seen`
    verdict: str  # right, wrong, cannot_say
    words: str = ""  # why; needed unless it is right
    matter: ClassVar[str] = ""  # the office's own
