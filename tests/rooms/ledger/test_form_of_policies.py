"""Which policies are accepted, and what they make good."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.ledger import (
    Checkpoint,
    Cosignature,
    KeyType,
    Policy,
    PolicyError,
    QuorumError,
    SigningKey,
    VerifierKey,
)

NAMES = ("inspector", "city-b", "city-c", "bar")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ((b"quorum both", b"quorum nobody"), "`nobody` is not known yet"),
        ((b"group outside 2 city-b city-c bar", b"group outside 2 city-b city-x"), "`city-x` is not known yet"),
        ((b"group outside 2", b"group outside 4"), "`4` is not a number of members"),
        ((b"group outside 2", b"group outside 0"), "`0` is not a number"),
        ((b"group outside 2", b"group outside 02"), "`02` is not a number"),
        ((b"group outside 2", b"group outside +2"), "is not a number"),
        ((b"city-b city-c bar", b"city-b city-b bar"), "`city-b` is a member twice"),
        ((b"all inspector outside", b"all inspector outside bar"), "`bar` is a member twice"),
        ((b"group outside", b"group bar"), "the name `bar` is given twice"),
        ((b"group outside", b"group none"), "`none`"),
        ((b"quorum both\n", b"quorum both\nquorum both\n"), "one quorum line"),
        ((b"quorum both\n", b""), "no quorum line"),
        ((b"quorum both\n", b"quorum both"), "does not end"),
        ((b"quorum both", b"quorum both bar"), "one name"),
        ((b"witness bar ", b"observer bar "), "begins no known line"),
        ((b"witness bar ", b"log "), "another role"),
        ((b"group", b"\x0bgroup"), "control"),
        ((b"group", b"\rgroup"), "control"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused(kit: Any, change: tuple[bytes, bytes], complaint: str) -> None:
    assert Policy.read(kit.POLICY).root == "both"
    assert change[0] in kit.POLICY
    with pytest.raises(PolicyError, match=complaint):
        Policy.read(kit.POLICY.replace(change[0], change[1], 1))


def test_a_key_has_one_role_in_a_policy(kit: Any) -> None:
    log_key = kit.LOG_KEYS[1].verifier
    for line in (f"witness again {log_key}\n", f"log {log_key}\n", f"witness w {kit.LOG_KEYS[0].verifier}\n"):
        with pytest.raises(PolicyError):
            Policy.read(line.encode() + kit.POLICY)
    renamed = VerifierKey("other.example", log_key.type, log_key.public)
    with pytest.raises(PolicyError, match="given twice"):
        Policy.read(f"log {renamed}\n".encode() + kit.POLICY)


def test_a_policy_may_have_comments_tabs_addresses_and_octets_of_no_script() -> None:
    key = SigningKey.mldsa44("w.example", b"w" * 32).verifier
    text = (
        f"\t# \xff\n\n  witness\t\xe2\x84\xaa  {key} https://w.example/ \n".encode("latin-1") + b"quorum \xe2\x84\xaa\n"
    )
    policy = Policy.read(text)
    assert list(policy.urls.values()) == ["https://w.example/"]
    with pytest.raises(PolicyError, match="not known yet"):
        Policy.read(text.replace(b"quorum \xe2\x84\xaa", b"quorum K"))


@given(st.sets(st.sampled_from(NAMES)))
def test_the_quorum_is_the_inspector_and_two_outside(names: set[str]) -> None:
    witnesses = {
        name: SigningKey.ed25519(f"{name}.example", name.encode().ljust(32), type=KeyType(4)) for name in NAMES
    }
    log_key = SigningKey.ed25519("o.example", bytes(32))
    text = "".join(f"witness {name} {key.verifier}\n" for name, key in witnesses.items())
    text += (
        f"log {log_key.verifier}\ngroup outside 2 city-b city-c bar\ngroup both all inspector outside\nquorum both\n"
    )
    policy = Policy.read(text.encode())
    found = [Cosignature(witnesses[name].verifier, 1) for name in names]
    assert policy.quorum(found) == ("inspector" in names and len(names) >= 3)


def test_a_quorum_of_old_cosignatures_is_stale_and_of_future_ones_too(kit: Any, policy: Policy) -> None:
    head = Checkpoint(kit.ORIGIN, 1, bytes(32))
    head = head.signed(kit.sign_checkpoint(key, head, kit.NOW) for key in kit.LOG_KEYS)
    cosigned = kit.cosign(head, *kit.WITNESSES)
    assert policy.accept(cosigned)
    assert policy.accept(cosigned, now=kit.NOW + 86_400)
    for now in (kit.NOW + 86_401, kit.NOW - 301):
        with pytest.raises(QuorumError, match="older than the policy allows"):
            policy.accept(cosigned, now=now)
    mixed = kit.cosign(kit.cosign(head, "inspector", at=kit.NOW - 90_000), "city-b", "city-c", "bar")
    with pytest.raises(QuorumError, match="older"):
        policy.accept(mixed, now=kit.NOW)
