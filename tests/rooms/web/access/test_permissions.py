"""The table of permissions is total, and what must never be in it is not."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import rules

from comity.gate.actors import Actor, Role
from comity.web.access import PERMISSIONS, PermissionUnknownError, allowed, may, may_in_some
from comity.web.access.permissions import OF_A_MATTER, OF_A_SECOND_PERSON

OF_LAW = {"use_lab", "sign_case", "read_signoffs", "draft_law", "order_law"}
ABOUT_PERSONS = set(PERMISSIONS) - {"import_records", "set_up", "read_counts"} - OF_LAW


def test_every_permission_names_roles_and_has_a_rule(tally: Callable[..., None]) -> None:
    assert all(PERMISSIONS.values())
    assert all(rules.rule_exists(name) for name in PERMISSIONS)
    assert set().union(*PERMISSIONS.values()) == set(Role)
    tally("permissions", len(PERMISSIONS))


@pytest.mark.parametrize("name", ["", "read", "read_mater", "READ_MATTER"])
def test_an_unknown_permission_is_refused_where_it_is_written_down(name: str) -> None:
    with pytest.raises(PermissionUnknownError):
        allowed(name)
    with pytest.raises(PermissionUnknownError):
        may(Actor("a.lane", Role.DESK), name)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.POLICY])
def test_neither_administrator_nor_policy_staff_come_near_a_persons_record(role: Role) -> None:
    assert [name for name in ABOUT_PERSONS if may_in_some(Actor("x", role), name)] == []


def test_policy_staff_see_counts_and_texts_of_law_and_nothing_else() -> None:
    assert [name for name, roles in PERMISSIONS.items() if Role.POLICY in roles] == [
        "read_counts",
        "use_lab",
        "draft_law",
    ]


def test_an_inspector_reads_and_changes_nothing() -> None:
    assert [
        name for name, roles in PERMISSIONS.items() if Role.INSPECTOR in roles and not name.startswith("read_")
    ] == []


def test_nobody_who_is_not_signed_in_has_any_permission() -> None:
    assert [name for name in PERMISSIONS if may(None, name) or may_in_some(None, name)] == []


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(set(PERMISSIONS) - OF_A_MATTER))
def test_a_role_has_exactly_what_the_table_says(name: str, role: Role) -> None:
    assert may(Actor("somebody", role), name) is (role in PERMISSIONS[name])
    assert rules.test_rule(name, Actor("somebody", role)) is (role in PERMISSIONS[name])


@pytest.mark.parametrize("name", sorted(OF_A_SECOND_PERSON))
def test_an_override_is_settled_by_somebody_else_than_who_proposed_it(name: str) -> None:
    asked, other = Actor("a.lane", Role.SUPERVISOR), Actor("b.reed", Role.SUPERVISOR)
    assert not may(asked, name, "a.lane")
    assert may(other, name, "a.lane")
    assert may(Actor("c.moss", Role.LEGAL), name, "a.lane")


@pytest.fixture
def appointed(db: None) -> Callable[..., Any]:
    from django.db import connection

    from comity.store.models import Counsel, Matter

    def appoint(handle: str, user: str, **more: Any) -> Any:
        with connection.constraint_checks_disabled():
            Matter.objects.get_or_create(handle=handle, defaults=_defaults(Matter))
        when = datetime(2026, 11, 20, 12, tzinfo=UTC)
        return Counsel.objects.create(
            id=f"{handle[:8]}{user}"[:16], matter_id=handle, user=user, name=user, appointed_at=when, **more
        )

    return appoint


def _defaults(model: Any) -> dict[str, Any]:
    """Something for every column that wants something."""
    from django.db import models

    blank: dict[type, Any] = {
        models.CharField: "x",
        models.TextField: "x",
        models.IntegerField: 1,
        models.BigIntegerField: 1,
        models.PositiveIntegerField: 1,
        models.BooleanField: False,
        models.JSONField: [],
        models.DateTimeField: datetime(2026, 11, 20, 12, tzinfo=UTC),
    }
    wanting = [
        field for field in model._meta.fields if not field.primary_key and not field.null and not field.has_default()
    ]
    return {field.name: blank[type(field)] for field in wanting if type(field) in blank}


@pytest.mark.parametrize("name", sorted(OF_A_MATTER))
def test_counsel_has_a_permission_only_in_a_matter_and_only_while_appointed(
    name: str, appointed: Callable[..., Any]
) -> None:
    own, other, former = "a" * 32, "b" * 32, "c" * 32
    appointed(own, "k.quay")
    appointed(other, "l.dock")
    appointed(former, "k.quay", withdrawn_at=datetime(2026, 11, 21, tzinfo=UTC))
    actor = Actor("k.quay", Role.COUNSEL)
    assert may(actor, name, own)
    assert not may(actor, name, other)
    assert not may(actor, name, former)
    assert not may(actor, name, "d" * 32)
    assert not may(actor, name)
    assert rules.test_rule(name, actor, own)
    assert not may(Actor("k.quay", Role.POLICY), name, own)
