"""Whatever is sent, the API answers as it says it does: never with a fault of its own, always in the form it declares.

Schemathesis makes requests of the description, good and bad, and sends them to the desk in this process.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from comity.gate import Role
from contract.programs import V1, Seeded, seed, token

LEGALS = {"give_review"}
ADMINISTRATORS = {"add_webhook", "list_webhooks", "renew_secret", "end_webhook"}
WRITABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,64}")
HANDLE = re.compile(r"[0-9a-f]{32}")
# What cannot be said in a schema is refused all the same: a moment to come, a fact that is another's to state.
CONFIG = {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "403", "404", "409", "422"]}}}


SCHEMA = schemathesis.openapi.from_wsgi(
    f"{V1}/openapi.json", get_wsgi_application(), config=schemathesis.Config.from_dict(CONFIG)
)
OPERATIONS = {
    each.ok().definition.raw["operationId"]: each.ok() for each in SCHEMA.get_all_operations() if each.ok() is not None
}


@pytest.fixture(autouse=True)
def _one_connection(db: None) -> Iterator[None]:
    """As with Django's own test client, the connection of the test stays open when a request begins or ends."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


bounded = settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)


@pytest.fixture
def tokens(desk: Any) -> dict[Role, str]:
    return {role: token(desk, role) for role in (Role.SUPERVISOR, Role.LEGAL, Role.ADMINISTRATOR)}


@pytest.fixture
def here(desk: Any) -> Seeded:
    return seed(desk)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_as_described(
    name: str, tokens: dict[Role, str], here: Seeded, settings: Any, tally: Callable[..., None]
) -> None:
    settings.COMITY_API_RATE = 10**9
    role = Role.LEGAL if name in LEGALS else Role.ADMINISTRATOR if name in ADMINISTRATORS else Role.SUPERVISOR

    @bounded
    @given(case=OPERATIONS[name].as_strategy(generation_mode=GenerationMode.POSITIVE))
    def good(case: Any) -> None:
        send(case)

    @bounded
    @given(case=OPERATIONS[name].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def bad(case: Any) -> None:
        send(case)

    def send(case: Any) -> None:
        lead_to_what_is_there(case, here)
        response = case.call_and_validate(headers={"Authorization": f"Bearer {tokens[role]}"})
        assert response.status_code < 500
        tally("requests made of the description")

    good()
    if name != "read_health":  # takes nothing that could be wrong
        bad()


def lead_to_what_is_there(case: Any, here: Seeded) -> None:
    """Let every id that could be one be that of something which is there; what is wrong on purpose stays wrong."""
    ids = {
        "matter": here.matter,
        "asked": here.request,
        "request": here.open_request,
        "review": here.review,
        "override": here.override,
        "notice": here.notice,
        "duty": here.duty,
        "alarm": here.alarm,
        "hold": here.hold,
    }
    for name, value in (case.path_parameters or {}).items():
        form = HANDLE if name == "matter" else WRITABLE
        if name in ids and isinstance(value, str) and form.fullmatch(value):
            case.path_parameters[name] = ids[name]
    if isinstance(case.body, dict):
        for name, value in case.body.items():
            if name in ids and isinstance(value, str) and WRITABLE.fullmatch(value):
                case.body[name] = ids[name]
