"""Tables that the desk runs on: numbers, settings, papers, requests of programs, tokens.

None is made from events. Whatever in them is about a person carries the matter's handle, by which erasing finds it.
"""

from __future__ import annotations

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

HANDLE = 32


class KeyField(models.CharField):
    """The key of a row, compared byte by byte; without the second index that Django makes on PostgreSQL for `LIKE`."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The type of the column."""
        if connection.vendor == "postgresql":
            return f'character varying({self.max_length}) COLLATE "C"'
        return str(super().db_type(connection))


class Setting(models.Model):
    """A value that the desk keeps about itself."""

    name = KeyField(primary_key=True, max_length=64)
    value = models.TextField()


class Series(models.Model):
    """The last number given in a series."""

    name = KeyField(primary_key=True, max_length=64)
    last = models.PositiveBigIntegerField()


class PaperFile(models.Model):
    """A document that came with a request, encrypted under its matter's key; not even its hash stands here in clear."""

    id = KeyField(primary_key=True, max_length=64)  # derived from the matter's key and the document's hash
    matter_id = KeyField(max_length=HANDLE, db_index=True)
    size = models.PositiveIntegerField()
    kept_at = models.DateTimeField()
    sealed = models.BinaryField()


class IdempotencyKey(models.Model):
    """What a program was answered under a key of its own, so that asking twice does nothing twice."""

    id = KeyField(primary_key=True, max_length=64)  # of the actor and the key
    matter_id = KeyField(max_length=HANDLE, db_index=True)  # empty: about no matter
    digest = models.CharField(max_length=64)  # of what was asked
    status = models.PositiveSmallIntegerField(null=True)  # null while it is being done
    body = models.TextField()
    at = models.DateTimeField(db_index=True)


class ApiToken(models.Model):
    """A program's way in: acts in one role, for a time."""

    id = KeyField(primary_key=True, max_length=32)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=20)
    hash = models.CharField(max_length=64)  # of the secret, which is shown once and kept nowhere
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering = ("-created_at", "id")


class FeedAddress(models.Model):
    """The secret address of one user's calendar."""

    id = KeyField(primary_key=True, max_length=32)
    hash = models.CharField(max_length=64)
    user = models.CharField(max_length=150, db_index=True)
    role = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering = ("-created_at", "id")


class UserLanguage(models.Model):
    """The language that a user chose for the pages, which is also that of messages to them."""

    user = KeyField(primary_key=True, max_length=150)
    language = models.CharField(max_length=8)


class Erasure(models.Model):
    """An erasure that two persons have agreed to, and whether it is over; the order stands elsewhere, and goes too."""

    matter_id = KeyField(primary_key=True, max_length=HANDLE)
    approved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    is_given = models.BooleanField(default=False)  # no order of a court: what it held stands in another matter now

    class Meta:
        """The newest first."""

        ordering = ("-approved_at", "matter_id")


class Sealing(models.Model):
    """A matter that is to be sealed for a court, is sealed, or was opened again; nothing here is about a person."""

    matter_id = KeyField(primary_key=True, max_length=HANDLE)
    ordered_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    court = models.CharField(max_length=200)
    court_key = models.CharField(max_length=64)
    order = models.TextField()  # empty once the certificate was handed out, as are those who acted
    ordered_by = models.CharField(max_length=150)
    agreed_by = models.CharField(max_length=150)
    finished_at = models.DateTimeField(null=True)  # only the court has the key, and the files are rewritten
    opening_at = models.DateTimeField(null=True)  # an order to open it waits for a second person
    opening_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering = ("-ordered_at", "matter_id")
