"""Tables about persons in custody, made from states alone: a row changed by hand is found by `rebuild --check`."""

from __future__ import annotations

from django.db import models

KEY = 80  # of a row: a handle of 32 figures, a colon, and a place or an identifier
LONG = 500


class Matter(models.Model):
    """One person in one booking."""

    handle = models.CharField(primary_key=True, max_length=32)
    agency = models.CharField(max_length=80)
    person_id = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)  # folded, for finding
    birth_date = models.DateField(null=True)
    language = models.CharField(max_length=20)
    booking_number = models.CharField(max_length=64, db_index=True)
    facility = models.CharField(max_length=120)
    source = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    booked_at = models.DateTimeField(null=True, db_index=True)
    release_due = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    transferred_at = models.DateTimeField(null=True)
    transferred_to = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)
    in_custody = models.BooleanField(db_index=True)
    watch_at = models.DateTimeField(null=True, db_index=True)  # when the clock has to look again
    erasure_ordered_at = models.DateTimeField(null=True)
    events = models.PositiveIntegerField()

    class Meta:
        """The newest booking first."""

        ordering = ("-booked_at", "handle")


class Charge(models.Model):
    """One charge of a booking."""

    id = models.CharField(primary_key=True, max_length=KEY)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="charges")
    position = models.PositiveIntegerField()
    offence = models.CharField(max_length=200)
    title = models.CharField(max_length=LONG)
    grade = models.CharField(max_length=32)
    disposition = models.CharField(max_length=200)


class CourtDate(models.Model):
    """One day in court, from the booking system or entered by hand."""

    id = models.CharField(primary_key=True, max_length=KEY)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="court_dates")
    at = models.DateTimeField(db_index=True)
    court = models.CharField(max_length=200)
    docket = models.CharField(max_length=100)
    by_hand = models.BooleanField()


class Hold(models.Model):
    """A time for which the person is kept past release."""

    id = models.CharField(primary_key=True, max_length=KEY)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="holds")
    request_id = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    ends = models.DateTimeField(null=True, db_index=True)
    citation = models.CharField(max_length=LONG)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=LONG)


class Note(models.Model):
    """A note by staff."""

    id = models.CharField(primary_key=True, max_length=KEY)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)


class Counsel(models.Model):
    """A lawyer's access to a matter."""

    id = models.CharField(primary_key=True, max_length=KEY)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="counsel")
    user = models.CharField(max_length=150, db_index=True)
    name = models.CharField(max_length=200)
    appointed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class Reading(models.Model):
    """Somebody looked at the person's record."""

    id = models.CharField(primary_key=True, max_length=KEY)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="readings")
    by = models.CharField(max_length=150, db_index=True)
    role = models.CharField(max_length=20)
    page = models.CharField(max_length=80)
    at = models.DateTimeField(db_index=True)
