"""Tables about persons in custody, made from states alone: a row changed by hand is found by `rebuild --check`."""

from __future__ import annotations

from django.db import models

from comity.store.models.machinery import HANDLE, KeyField

WORD = 80  # of a name
KEY = 80  # of a row: a handle of 32 figures, a colon, and a place or an identifier
LONG = 500
PREFIX = ["varchar_pattern_ops"]  # for PostgreSQL: equal and beginning alike, whatever the database's collation


def belongs_to(parent: type[models.Model], name: str) -> models.ForeignKey:
    """A row's parent. The database does not check it at each commit: rows come from events, and `rebuild` compares."""
    return models.ForeignKey(parent, on_delete=models.CASCADE, related_name=name, db_index=False, db_constraint=False)


class Matter(models.Model):
    """One person in one booking."""

    handle = KeyField(primary_key=True, max_length=32)
    agency = models.CharField(max_length=80)
    person_id = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)  # folded, for finding
    birth_date = models.DateField(null=True)
    language = models.CharField(max_length=20)
    booking_number = models.CharField(max_length=64)
    facility = models.CharField(max_length=120)
    source = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    booked_at = models.DateTimeField(null=True)
    release_due = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    transferred_at = models.DateTimeField(null=True)
    transferred_to = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)
    in_custody = models.BooleanField()
    watch_at = models.DateTimeField(null=True)  # when the clock has to look again
    erasure_ordered_at = models.DateTimeField(null=True)
    events = models.PositiveIntegerField()
    charges = models.TextField()  # of the booking, as a list in JSON; no list asks for them

    class Meta:
        """The newest booking first; an index is there for every list that is asked for, and for no other.

        Each index in which bookings lie in another order than their names costs an import a page of it for each.
        """

        ordering = ("-booked_at", "handle")
        indexes = (
            models.Index(fields=["person_id"], name="matter_person"),
            models.Index(fields=["name_key"], name="matter_by_hand", condition=models.Q(source="")),
            models.Index(fields=["booking_number"], name="matter_booking", opclasses=PREFIX),
            models.Index(fields=["release_due"], name="matter_held", condition=models.Q(in_custody=True)),
            models.Index(fields=["watch_at"], name="matter_watch", condition=models.Q(watch_at__isnull=False)),
            models.Index(
                fields=["released_at"],
                name="matter_late",
                condition=models.Q(released_at__gt=models.F("release_due")),
            ),
            models.Index(
                fields=["transferred_at"], name="matter_handed", condition=models.Q(transferred_at__isnull=False)
            ),
        )


class NameWord(models.Model):
    """One word of a person's name, folded, for finding: its key is the word, a space and the handle."""

    id = KeyField(primary_key=True, max_length=WORD + 1 + HANDLE)
    matter = belongs_to(Matter, "name_words")
    word = models.CharField(max_length=WORD)

    class Meta:
        """By matter; by word in the index of the key."""

        indexes = (models.Index(fields=["matter"], name="word_matter"),)


class CourtDate(models.Model):
    """One day in court, from the booking system or entered by hand."""

    id = KeyField(primary_key=True, max_length=KEY)
    matter = belongs_to(Matter, "court_dates")
    at = models.DateTimeField()
    court = models.CharField(max_length=200)
    docket = models.CharField(max_length=100)
    by_hand = models.BooleanField()

    class Meta:
        """By matter."""

        indexes = (models.Index(fields=["matter", "at"], name="court_matter"),)


class Hold(models.Model):
    """A time for which the person is kept past release."""

    id = KeyField(primary_key=True, max_length=KEY)
    matter = belongs_to(Matter, "holds")
    request_id = KeyField(max_length=64)
    started_at = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    citation = models.CharField(max_length=LONG)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=LONG)

    class Meta:
        """By matter; those that run by their end."""

        indexes = (
            models.Index(fields=["matter"], name="hold_matter"),
            models.Index(fields=["ends"], name="hold_running", condition=models.Q(ended_at__isnull=True)),
        )


class Note(models.Model):
    """A note by staff."""

    id = KeyField(primary_key=True, max_length=KEY)
    matter = belongs_to(Matter, "notes")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        """By matter."""

        indexes = (models.Index(fields=["matter"], name="note_matter"),)


class Counsel(models.Model):
    """A lawyer's access to a matter."""

    id = KeyField(primary_key=True, max_length=KEY)
    matter = belongs_to(Matter, "counsel")
    user = models.CharField(max_length=150)
    name = models.CharField(max_length=200)
    appointed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """By matter; by lawyer while they are appointed."""

        indexes = (
            models.Index(fields=["matter"], name="counsel_matter"),
            models.Index(fields=["user"], name="counsel_user", condition=models.Q(withdrawn_at__isnull=True)),
        )


class Reading(models.Model):
    """Somebody looked at the person's record."""

    id = KeyField(primary_key=True, max_length=KEY)
    matter = belongs_to(Matter, "readings")
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=20)
    page = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        """By matter; by reader."""

        indexes = (
            models.Index(fields=["matter", "at"], name="reading_matter"),
            models.Index(fields=["by", "at"], name="reading_by"),
        )
