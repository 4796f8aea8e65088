"""Tables about requests: what was asked, decided, answered, told, and what is still owed."""

from __future__ import annotations

from django.db import models

from comity.store.models.machinery import KeyField
from comity.store.models.matters import KEY, LONG, PREFIX, Matter, belongs_to

ID = 64


class Request(models.Model):
    """What an outside agency sent, in one go."""

    id = KeyField(primary_key=True, max_length=ID)
    matter = belongs_to(Matter, "requests")
    number = models.CharField(max_length=32)
    requester = models.CharField(max_length=40)
    requester_class = models.CharField(max_length=40)
    officer = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40)
    instrument = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20)  # of comity.store.rows.RequestState
    needs_by = models.DateTimeField(null=True)  # the earliest moment that matters
    verdict = models.CharField(max_length=20)  # of the ask that comes first
    order = models.CharField(max_length=LONG)  # what the clerk is told about it

    class Meta:
        """The earliest moment first."""

        ordering = ("needs_by", "received_at", "id")
        indexes = (
            models.Index(fields=["matter"], name="request_matter"),
            models.Index(fields=["number"], name="request_number", opclasses=PREFIX),
            models.Index(fields=["-received_at", "id"], name="request_newest"),
            models.Index(
                fields=["state", "needs_by", "received_at"],
                name="request_open",
                condition=models.Q(closed_at__isnull=True),
            ),
        )


class Ask(models.Model):
    """One thing in a request, what the law says of it, and the answer."""

    id = KeyField(primary_key=True, max_length=KEY)
    request = belongs_to(Request, "asks")
    matter = belongs_to(Matter, "asks")
    ask = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20)
    verdict = models.CharField(max_length=20)
    order = models.CharField(max_length=LONG)
    ref = models.CharField(max_length=120)
    citations = models.JSONField()
    questions = models.JSONField()
    limit_ends = models.DateTimeField(null=True)
    answer = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150)
    ground = models.CharField(max_length=20)

    class Meta:
        """By matter and request; by when it was answered."""

        indexes = (
            models.Index(fields=["matter"], name="ask_matter"),
            models.Index(fields=["request"], name="ask_request"),
            models.Index(fields=["answered_at"], name="ask_answered", condition=models.Q(answered_at__isnull=False)),
        )


class Duty(models.Model):
    """Something owed because of a request or its answer."""

    id = KeyField(primary_key=True, max_length=200)
    matter = belongs_to(Matter, "duties")
    request = belongs_to(Request, "duties")
    ref = models.CharField(max_length=120)
    citation = models.CharField(max_length=LONG)
    says = models.TextField()
    owed_to = models.CharField(max_length=200)
    trigger = models.CharField(max_length=40)
    due = models.DateTimeField(null=True)
    due_words = models.CharField(max_length=LONG)
    certain = models.BooleanField()
    active = models.BooleanField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=150)
    owed = models.BooleanField(default=False)  # active, not done, and nobody has closed the request

    class Meta:
        """By matter and request; those owed, and all that were not done, by when they are due."""

        indexes = (
            models.Index(fields=["matter"], name="duty_matter"),
            models.Index(fields=["request"], name="duty_request"),
            models.Index(fields=["due"], name="duty_due", condition=models.Q(owed=True)),
            models.Index(
                fields=["due", "id"], name="duty_undone", condition=models.Q(active=True, done_at__isnull=True)
            ),
            models.Index(fields=["done_at"], name="duty_done", condition=models.Q(done_at__isnull=False)),
        )


class Review(models.Model):
    """A question to legal."""

    id = KeyField(primary_key=True, max_length=ID)
    matter = belongs_to(Matter, "reviews")
    request_id = KeyField(max_length=ID)
    ask = models.CharField(max_length=40)
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    verdict = models.CharField(max_length=20)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150)

    class Meta:
        """By matter; those that wait by when they were asked."""

        indexes = (
            models.Index(fields=["matter"], name="review_matter"),
            models.Index(fields=["asked_at"], name="review_waits", condition=models.Q(answered_at__isnull=True)),
        )


class Override(models.Model):
    """Another answer than the law's, wanted by one and agreed to or not by another."""

    id = KeyField(primary_key=True, max_length=ID)
    matter = belongs_to(Matter, "overrides")
    request_id = KeyField(max_length=ID)
    ask = models.CharField(max_length=40)
    verdict = models.CharField(max_length=20)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=150)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150)
    confirmed = models.BooleanField(null=True)

    class Meta:
        """By matter; those that wait by when they were proposed."""

        indexes = (
            models.Index(fields=["matter"], name="override_matter"),
            models.Index(fields=["proposed_at"], name="override_waits", condition=models.Q(confirmed__isnull=True)),
        )


class Notice(models.Model):
    """A letter, and whether it is known to have arrived."""

    id = KeyField(primary_key=True, max_length=ID)
    matter = belongs_to(Matter, "notices")
    request_id = KeyField(max_length=ID)
    kind = models.CharField(max_length=40)
    to = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=80)
    channel = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=150)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=150)

    class Meta:
        """By matter; those not known to have arrived by when they went out."""

        indexes = (
            models.Index(fields=["matter"], name="notice_matter"),
            models.Index(fields=["given_at"], name="notice_out", condition=models.Q(confirmed_at__isnull=True)),
        )


class Disclosure(models.Model):
    """Information that left the agency; without a ground it is an incident."""

    id = KeyField(primary_key=True, max_length=ID)
    matter = belongs_to(Matter, "disclosures")
    request_id = KeyField(max_length=ID)
    ask = models.CharField(max_length=40)
    what = models.TextField()
    to = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    ground = models.CharField(max_length=20)

    class Meta:
        """By matter; by day."""

        indexes = (
            models.Index(fields=["matter"], name="disclosure_matter"),
            models.Index(fields=["at"], name="disclosure_at"),
        )


class Visit(models.Model):
    """Officers of an outside agency came; let in without a ground, it is an incident."""

    id = KeyField(primary_key=True, max_length=ID)
    matter = belongs_to(Matter, "visits")
    request_id = KeyField(max_length=ID)
    ask = models.CharField(max_length=40)
    requester = models.CharField(max_length=40)
    officer = models.CharField(max_length=200)
    saw = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    let_in = models.BooleanField()
    decided_by = models.CharField(max_length=200)
    ground = models.CharField(max_length=20)
    consent = models.CharField(max_length=20)
    form_given = models.BooleanField(null=True)

    class Meta:
        """By matter; by day."""

        indexes = (
            models.Index(fields=["matter"], name="visit_matter"),
            models.Index(fields=["-at", "id"], name="visit_at"),
        )


class Alarm(models.Model):
    """A moment that is near or past, raised again until somebody confirms it."""

    id = KeyField(primary_key=True, max_length=200)
    matter = belongs_to(Matter, "alarms")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=200)
    due = models.DateTimeField(null=True)
    words = models.CharField(max_length=LONG)
    raised_at = models.DateTimeField()
    times = models.PositiveIntegerField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=150)

    class Meta:
        """By matter; those that nobody has confirmed."""

        indexes = (
            models.Index(fields=["matter"], name="alarm_matter"),
            models.Index(fields=["raised_at"], name="alarm_rings", condition=models.Q(confirmed_at__isnull=True)),
        )
