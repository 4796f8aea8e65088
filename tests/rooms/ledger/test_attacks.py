"""What an attacker tries, and who notices. Each attack has a control: without it, the same check passes.

*Passes locally* is a result too: it says what only a witness, a reader's saved head or a receipt can notice.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from comity.ledger import (
    Checkpoint,
    Cosigned,
    ForkError,
    Log,
    ProofError,
    QuorumError,
    Receipt,
    Refusal,
    RefusedError,
    RollbackError,
    SignatureError,
    SignatureLine,
    SigningKey,
    WitnessState,
    check_consistency,
    check_inclusion,
    leaf_hash,
    node_hash,
)

COLUMNS = {
    "entry": ("ledger_entry", "idx", "leaf"),
    "tile": ("ledger_tile", "id", "hashes"),
    "tile root": ("ledger_tile", "id", "root"),
    "head": ("ledger_head", "number", "note"),
}


@pytest.fixture
def full(log: Log, kit: Any) -> Log:
    """A log with 700 leaves and three heads."""
    for first, last in ((0, 200), (200, 512), (512, 700)):
        log.append(kit.leaves(first, last))
        log.publish()
    return log


@pytest.mark.parametrize("what", COLUMNS)
def test_a_flipped_bit_anywhere_is_found_by_the_audit(full: Log, shelf: Any, what: str) -> None:
    table, key, column = COLUMNS[what]
    rows = shelf.run(f"SELECT {key}, {column} FROM {table}")
    assert full.audit().whole, "the control"
    dice = random.Random(7)
    for _ in range(15):
        number, content = dice.choice(rows)
        at, bit = dice.randrange(len(content)), 1 << dice.randrange(8)
        changed = content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :]
        shelf.run(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", changed, number)
        assert not full.audit().whole, (what, number, at, bit)
        shelf.run(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", content, number)
    assert full.audit().whole, "the control afterwards"


@pytest.mark.parametrize(
    ("query", "finding"),
    [
        ("DELETE FROM ledger_entry WHERE idx = 300", "leaf 300 is missing"),
        ("DELETE FROM ledger_entry WHERE idx = 0", "leaf 0 is missing"),
        ("DELETE FROM ledger_tile WHERE id = 1", "tile 1 of level 0"),
        ("DELETE FROM ledger_entry WHERE idx >= 690", "the head at 700 is beyond the leaves"),
        ("UPDATE ledger_tile SET id = 5 WHERE id = 1", "tile 1 of level 0"),
        ("UPDATE ledger_head SET size = 699 WHERE size = 700", "the head at 699 does not fit"),
    ],
)
def test_deleted_and_moved_rows_are_found_by_the_audit(full: Log, shelf: Any, query: str, finding: str) -> None:
    assert full.audit().whole, "the control"
    shelf.run(query)
    assert any(finding in found for found in full.audit().findings), full.audit().findings


def test_reordered_rows_are_found_by_the_audit(full: Log, shelf: Any) -> None:
    for old, new in ((10, 100_000), (11, 10), (100_000, 11)):
        shelf.run("UPDATE ledger_entry SET idx = ? WHERE idx = ?", new, old)
    assert not full.audit().whole


def test_a_leaf_that_is_json_but_not_canonical_is_found_when_forms_are_asked_for(log: Log, kit: Any) -> None:
    from comity.ledger import Leaf

    log.append(kit.leaves(0, 3))
    assert log.audit(forms=True).whole, "the control"
    log.append([Leaf(kit.leaf(3).content.replace(b",", b", "))])
    assert log.audit().whole, "the tree does not care"
    assert log.audit(forms=True).findings == ("leaf 3: the leaf is not in canonical form",)


def truncate(shelf: Any, size: int, name: str = "log") -> None:
    """Take a log back to a size, cleanly: rows, tiles and heads."""
    shelf.run("DELETE FROM ledger_entry WHERE idx >= ?", size, name=name)
    for level in range(2):
        bounds = (level << 48) + (size >> 8 * (level + 1)), level + 1 << 48
        shelf.run("DELETE FROM ledger_tile WHERE id >= ? AND id < ?", *bounds, name=name)
    shelf.run("DELETE FROM ledger_head WHERE size > ?", size, name=name)


def test_a_clean_truncation_passes_locally_and_everybody_outside_notices(
    full: Log, open_log: Callable[..., Log], shelf: Any, kit: Any
) -> None:
    newest = full.newest() or Checkpoint.read(next(full.store.heads(newest_first=True)).note)
    cosigned = kit.cosign(newest, *kit.WITNESSES)
    receipt = full.receipt(650, cosigned)
    full.close()
    truncate(shelf, 512)
    forgetful = open_log(memory=kit.Memory())
    assert forgetful.audit().whole, "nothing inside tells"
    assert forgetful.refusal is None
    head = Checkpoint.read(next(forgetful.store.heads(newest_first=True)).note)
    assert head.size == 512
    witness = WitnessState({kit.ORIGIN: full.keys}, {kit.ORIGIN: newest})
    answer = witness.add_checkpoint(512, (), bytes(head), keys=[], at=kit.NOW)
    assert isinstance(answer, Refusal)
    assert (answer.status, answer.size) == (409, 700)
    assert receipt.checkpoint.size > forgetful.size, "a receipt for a larger tree exists"
    forgetful.guard([newest])
    assert isinstance(forgetful.refusal, RollbackError)
    forgetful.close()
    assert isinstance(open_log().refusal, RollbackError), "the signer remembers"


def test_a_fork_that_has_outgrown_the_old_log_is_noticed_by_root(
    full: Log, open_log: Callable[..., Log], shelf: Any, kit: Any
) -> None:
    newest = Checkpoint.read(next(full.store.heads(newest_first=True)).note)
    full.close()
    truncate(shelf, 512)
    forgetful = open_log(memory=kit.Memory())
    forgetful.append(kit.leaves(2_000, 2_300))
    forked = forgetful.publish()
    assert forgetful.audit().whole, "nothing inside tells"
    witness = WitnessState({kit.ORIGIN: full.keys}, {kit.ORIGIN: newest})
    proof = forgetful.consistency(700, forked.size)
    answer = witness.add_checkpoint(700, proof, bytes(forked), keys=[], at=kit.NOW)
    assert isinstance(answer, Refusal)
    assert answer.status == 422
    forgetful.guard([newest])
    assert isinstance(forgetful.refusal, ForkError)
    with pytest.raises(ForkError):
        forgetful.append(kit.leaves(0, 1))
    forgetful.close()
    again = open_log(heads=[newest])
    assert isinstance(again.refusal, ForkError)


def test_the_signer_does_not_sign_a_fork_even_for_a_log_that_was_not_restarted(
    full: Log, open_log: Callable[..., Log], shelf: Any, kit: Any, memory: Any
) -> None:
    remembered = memory.head
    full.close()
    truncate(shelf, 512)
    forgetful = open_log(memory=kit.Memory())
    forgetful.append(kit.leaves(2_000, 2_300))
    from comity.ledger import FirstWitness

    memory.head = remembered
    signer = FirstWitness(kit.LOG_KEYS, memory)
    head = Checkpoint(kit.ORIGIN, forgetful.size, forgetful.root(forgetful.size))
    with pytest.raises(RefusedError) as refused:
        signer.sign(700, forgetful.consistency(700, head.size), head, kit.NOW)
    assert refused.value.status == 422


def test_a_rewritten_and_resigned_log_passes_locally_and_an_old_receipt_proves_it(
    full: Log, open_log: Callable[..., Log], kit: Any, policy: Any
) -> None:
    newest = full.publish()
    receipt = full.receipt(5, kit.cosign(newest, *kit.WITNESSES))
    receipt.verify(kit.leaf(5).content, policy)
    rewritten = open_log("rewritten", memory=kit.Memory())
    rewritten.append([kit.leaf(number + (9_000 if number == 5 else 0)) for number in range(900)])
    head = rewritten.publish()
    assert rewritten.audit(forms=True).whole, "nothing inside tells"
    assert head.verified(full.keys), "two heads of one origin, signed by one log"
    with pytest.raises(ProofError):
        check_consistency(700, 900, rewritten.consistency(700, 900), receipt.checkpoint.root, head.root)
    with pytest.raises(QuorumError):
        rewritten.receipt(5, head)


def test_a_fork_shown_to_two_readers_gets_one_quorum(full: Log, open_log: Callable[..., Log], kit: Any) -> None:
    other = open_log("other", memory=kit.Memory())
    other.append(kit.leaves(1_000, 1_700))
    heads = [full.publish(), other.publish()]
    assert all(head.verified(full.keys) for head in heads), "without witnesses, unnoticed until readers compare"
    state = WitnessState({kit.ORIGIN: full.keys})
    first = state.add_checkpoint(0, (), bytes(heads[0]), keys=[kit.WITNESSES["bar"]], at=kit.NOW)
    assert isinstance(first, Cosigned)
    second = first.state.add_checkpoint(700, (), bytes(heads[1]), keys=[kit.WITNESSES["bar"]], at=kit.NOW)
    assert isinstance(second, Refusal)
    assert second.status == 409


def test_an_old_checkpoint_shown_as_new_is_stale(full: Log, kit: Any, policy: Any) -> None:
    cosigned = kit.cosign(full.publish(), *kit.WITNESSES)
    policy.accept(cosigned, now=kit.NOW + 3_600)
    with pytest.raises(QuorumError, match="older"):
        policy.accept(cosigned, now=kit.NOW + 100_000)


def test_no_flipped_bit_of_a_signature_verifies(full: Log, kit: Any, policy: Any) -> None:
    cosigned = kit.cosign(full.publish(), *kit.WITNESSES)
    policy.accept(cosigned)
    refused = 0
    for place, line in enumerate(cosigned.signatures):
        for at in range(0, len(line.signature), max(1, len(line.signature) // 13)):
            bad = line.signature[:at] + bytes([line.signature[at] ^ 1]) + line.signature[at + 1 :]
            lines = list(cosigned.signatures)
            lines[place] = SignatureLine(line.name, line.key_id, bad)
            with pytest.raises(SignatureError):
                policy.accept(Checkpoint(cosigned.origin, cosigned.size, cosigned.root, tuple(lines)))
            refused += 1
    assert refused >= 78


def test_keys_have_their_names_and_roles(full: Log, kit: Any, policy: Any) -> None:
    head = full.publish()
    plain = Checkpoint(head.origin, head.size, head.root)
    witnesses = kit.cosign(plain, *kit.WITNESSES).signatures
    policy.accept(head.signed(witnesses))
    stranger = SigningKey.ed25519(kit.ORIGIN, kit.seed("stranger"))
    line = kit.sign_checkpoint(stranger, plain, kit.NOW)
    with pytest.raises(SignatureError, match="has not signed"):
        policy.accept(plain.signed([line, *witnesses]))  # another key under the log's name
    posing = SignatureLine(line.name, kit.LOG_KEYS[0].verifier.id, line.signature)
    with pytest.raises(SignatureError, match="does not verify"):
        policy.accept(plain.signed([posing, *witnesses]))  # and with the log's key id
    with pytest.raises(SignatureError, match="has not signed"):
        policy.accept(plain.signed(witnesses))  # witnesses cannot stand in for the log
    thrice = [kit.sign_checkpoint(kit.WITNESSES["bar"], plain, kit.NOW + later) for later in range(3)]
    inspector = kit.cosign(plain, "inspector").signatures
    with pytest.raises(QuorumError):
        policy.accept(head.signed([*thrice, *inspector]))  # one witness three times is one witness


def test_a_leaf_of_64_bytes_does_not_pose_as_a_node(full: Log, kit: Any) -> None:
    left, right = (leaf_hash(kit.leaf(number).content) for number in (0, 1))
    proof, root = full.inclusion(0, 700), full.root(700)
    check_inclusion(0, 700, left, proof, root)
    assert proof[0] == right
    with pytest.raises(ProofError):
        check_inclusion(0, 350, leaf_hash(left + right), proof[1:], root)
    check_inclusion(
        0, 350, node_hash(left, right), proof[1:], root
    )  # what the prefixes are for: a node hash would pass


def test_a_receipt_proves_one_leaf_at_one_index_and_nothing_else(full: Log, kit: Any, policy: Any) -> None:
    receipt = full.receipt(77, kit.cosign(full.publish(), *kit.WITNESSES))
    receipt.verify(kit.leaf(77).content, policy)
    head = receipt.checkpoint
    for wrong in (
        Receipt(78, receipt.proof, head),
        Receipt(77, receipt.proof[:-1], head),
        Receipt(77, (*receipt.proof, bytes(32)), head),
        Receipt(77, receipt.proof[::-1], head),
        Receipt(700, receipt.proof, head),
    ):
        with pytest.raises(ProofError):
            wrong.verify(kit.leaf(77).content, policy)
    with pytest.raises(ProofError):
        receipt.verify(kit.leaf(78).content, policy)
    shrunk = Checkpoint(head.origin, head.size - 1, head.root, head.signatures)
    with pytest.raises(SignatureError):
        Receipt(77, receipt.proof, shrunk).verify(kit.leaf(77).content, policy)
