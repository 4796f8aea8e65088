"""Whether the desk answers: its database and its ledger; asked without a token, and says no more than that."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from comity.api.acting import tell
from comity.api.problems import gone
from comity.api.shapes import told
from comity.store.desk import current


@dataclass(frozen=True, slots=True)
class Health:
    """The database answers, and the ledger can be read up to its end."""

    database: bool
    ledger: bool


def add_health(api: NinjaAPI) -> None:
    """Give an API the address at which it is asked how it is."""

    @api.get(
        "/health",
        auth=None,
        response=told(Health),
        tags=["health"],
        operation_id="read_health",
        summary="Say whether the desk answers",
    )
    def read_health(request: HttpRequest) -> HttpResponse:
        """Look at the database and the ledger: 200 where both answer, 503 where one does not."""
        if not current().records.wake():
            raise gone()
        return tell(Health(database=True, ledger=True))
