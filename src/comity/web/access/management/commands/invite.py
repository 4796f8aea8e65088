"""`python -m comity.site invite`: make an account, the first administrator's above all."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comity.gate.actors import Role
from comity.web.access.accounts import PEOPLE, AccountError, invite


class Command(BaseCommand):
    """Makes an account and prints the link by which its owner sets a password."""

    help = "Make an account and print the link by which its owner sets a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, address and roles."""
        parser.add_argument("user_name")
        parser.add_argument("address", help="the owner's e-mail address")
        parser.add_argument("--full-name", default="")
        parser.add_argument("--role", action="append", choices=[role.value for role in PEOPLE], required=True)

    def handle(self, *args: object, **options: Any) -> str:
        """Make it."""
        roles = map(Role, options["role"])
        name = options["full_name"] or options["user_name"]
        try:
            return invite(options["user_name"], full_name=name, address=options["address"], roles=roles)
        except AccountError as error:
            raise CommandError(f"{error.message}\nhelp: {error.help}") from None
