"""Who may do what: every role against every command, and nothing left out."""

from typing import Any

import pytest

from comity.gate import Actor, NotAllowedError, Role, commands
from comity.gate.verbs import VERBS
from contract.county import COUNTY, Adopting
from contract.desk import ACTORS, COUNSEL, DESK, LIBRARY, START, Clock, Desk
from contract.every_command import COMMANDS, SHA, STANDS_AGAINST, Scene, prepare, scene_of
from contract.memory import MemoryRecords

C = Role.COUNSEL


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Scene, dict[str, Any]]:
    """The desk and its matter, built once, and what the records were then."""
    clock = Clock()
    records = MemoryRecords(clock)
    law = Adopting(records, tmp_path_factory.mktemp("law"), LIBRARY)
    law.keep(COUNTY)
    desk = Desk(records, clock, law=law, drafts=law.drafts)
    scene = scene_of(desk)
    records.office()
    return desk, scene, {name: getattr(records, name) for name in ("events", "leaves", "tables", "series")}


@pytest.fixture
def desk(built: tuple[Desk, Scene, dict[str, Any]]) -> Desk:
    desk, _, kept = built
    for name, value in kept.items():
        setattr(desk.records, name, dict(value) if isinstance(value, dict) else value)
    desk.clock.now = START
    return desk


@pytest.fixture
def scene(built: tuple[Desk, Scene, dict[str, Any]], desk: Desk) -> Scene:
    return built[1]


def test_the_table_leaves_no_command_out() -> None:
    assert set(COMMANDS) == set(VERBS)
    assert set(ACTORS) == set(Role)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_each_role_does_what_the_table_gives_it_and_nothing_else(
    desk: Desk, scene: Scene, kind: type, role: Role, tally: Any
) -> None:
    able, command = COMMANDS[kind]
    before = desk.matter(scene.matter)
    tally("roles tried at commands")
    if role in able:
        prepare(desk, scene, kind, role)
        _may(desk, command(scene), ACTORS[role])
        return
    with pytest.raises(NotAllowedError):
        desk.do(command(scene), ACTORS[role])
    assert desk.matter(scene.matter) == before


def _may(desk: Desk, command: Any, by: Actor) -> None:
    try:
        desk.do(command, by)
    except NotAllowedError:
        raise
    except Exception:
        if type(command) not in STANDS_AGAINST:
            raise


@pytest.mark.parametrize("kind", [kind for kind, (able, _) in COMMANDS.items() if C in able])
def test_counsel_does_nothing_in_a_matter_to_which_they_are_not_appointed(desk: Desk, scene: Scene, kind: type) -> None:
    stranger = Actor("n.stranger", Role.COUNSEL)
    with pytest.raises(NotAllowedError, match="not counsel in this matter"):
        desk.do(COMMANDS[kind][1](scene), stranger)


@pytest.mark.parametrize("kind", [kind for kind, (able, _) in COMMANDS.items() if C in able])
def test_counsel_does_nothing_once_the_appointment_has_ended(desk: Desk, scene: Scene, kind: type) -> None:
    desk.do(commands.WithdrawCounsel(scene.matter, COUNSEL.name))
    with pytest.raises(NotAllowedError):
        desk.do(COMMANDS[kind][1](scene), COUNSEL)


def test_counsel_ends_nobody_elses_access(desk: Desk, scene: Scene) -> None:
    desk.do(commands.AppointCounsel(scene.matter, "e.new", "Eve Defence"))
    with pytest.raises(NotAllowedError, match="only their own"):
        desk.do(commands.WithdrawCounsel(scene.matter, "e.new"), COUNSEL)


def test_counsel_confirms_letters_to_counsel_and_no_others(desk: Desk, scene: Scene) -> None:
    letter = commands.GiveNotice(scene.matter, scene.request, "request_copy", "person", "es", SHA, "hand")
    to_person = list(desk.do(letter).matter.notices)[-1]
    with pytest.raises(NotAllowedError, match="not to counsel"):
        desk.do(commands.ConfirmNotice(scene.matter, to_person, "seen"), COUNSEL)
    done = desk.do(commands.ConfirmNotice(scene.matter, scene.notice, "opened"), COUNSEL)
    assert done.matter.notices[scene.notice].confirmed_by == COUNSEL.name


def test_every_refusal_says_whom_to_ask(desk: Desk, scene: Scene) -> None:
    with pytest.raises(NotAllowedError) as refused:
        desk.do(commands.GiveReview(scene.matter, scene.review, "do", "I think so."), DESK)
    assert "`desk`" in refused.value.message
    assert refused.value.help == "Ask somebody who acts as legal."
