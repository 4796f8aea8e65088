"""Tables about requests: what was asked, decided, answered, told, and what is still owed."""

from __future__ import annotations

from django.db import models

from comity.store.models.matters import KEY, LONG, Matter

ID = 64


class Request(models.Model):
    """What an outside agency sent, in one go."""

    id = models.CharField(primary_key=True, max_length=ID)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="requests")
    number = models.CharField(max_length=32, db_index=True)
    requester = models.CharField(max_length=40)
    requester_class = models.CharField(max_length=40)
    officer = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40)
    instrument = models.CharField(max_length=40)
    received_at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, db_index=True)
    state = models.CharField(max_length=20, db_index=True)  # of comity.store.rows.RequestState
    needs_by = models.DateTimeField(null=True, db_index=True)  # the earliest moment that matters
    verdict = models.CharField(max_length=20)  # of the ask that comes first
    order = models.CharField(max_length=LONG)  # what the clerk is told about it

    class Meta:
        """The earliest moment first."""

        ordering = ("needs_by", "received_at", "id")


class Ask(models.Model):
    """One thing in a request, what the law says of it, and the answer."""

    id = models.CharField(primary_key=True, max_length=KEY)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="asks")
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="asks")
    ask = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20)
    verdict = models.CharField(max_length=20)
    order = models.CharField(max_length=LONG)
    ref = models.CharField(max_length=120)
    citations = models.JSONField()
    questions = models.JSONField()
    limit_ends = models.DateTimeField(null=True)
    answer = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True, db_index=True)
    answered_by = models.CharField(max_length=150)
    ground = models.CharField(max_length=20)


class Duty(models.Model):
    """Something owed because of a request or its answer."""

    id = models.CharField(primary_key=True, max_length=200)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="duties")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="duties")
    ref = models.CharField(max_length=120)
    citation = models.CharField(max_length=LONG)
    says = models.TextField()
    owed_to = models.CharField(max_length=200)
    trigger = models.CharField(max_length=40)
    due = models.DateTimeField(null=True, db_index=True)
    due_words = models.CharField(max_length=LONG)
    certain = models.BooleanField()
    active = models.BooleanField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=150)


class Review(models.Model):
    """A question to legal."""

    id = models.CharField(primary_key=True, max_length=ID)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="reviews")
    request_id = models.CharField(max_length=ID)
    ask = models.CharField(max_length=40)
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    verdict = models.CharField(max_length=20)
    answered_at = models.DateTimeField(null=True, db_index=True)
    answered_by = models.CharField(max_length=150)


class Override(models.Model):
    """Another answer than the law's, wanted by one and agreed to or not by another."""

    id = models.CharField(primary_key=True, max_length=ID)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="overrides")
    request_id = models.CharField(max_length=ID)
    ask = models.CharField(max_length=40)
    verdict = models.CharField(max_length=20)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=150)
    settled_at = models.DateTimeField(null=True, db_index=True)
    settled_by = models.CharField(max_length=150)
    confirmed = models.BooleanField(null=True)


class Notice(models.Model):
    """A letter, and whether it is known to have arrived."""

    id = models.CharField(primary_key=True, max_length=ID)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notices")
    request_id = models.CharField(max_length=ID)
    kind = models.CharField(max_length=40)
    to = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=80)
    channel = models.CharField(max_length=20)
    given_at = models.DateTimeField(db_index=True)
    given_by = models.CharField(max_length=150)
    confirmed_at = models.DateTimeField(null=True, db_index=True)
    confirmed_by = models.CharField(max_length=150)


class Disclosure(models.Model):
    """Information that left the agency; without a ground it is an incident."""

    id = models.CharField(primary_key=True, max_length=ID)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="disclosures")
    request_id = models.CharField(max_length=ID)
    ask = models.CharField(max_length=40)
    what = models.TextField()
    to = models.CharField(max_length=200)
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=150)
    ground = models.CharField(max_length=20)


class Alarm(models.Model):
    """A moment that is near or past, raised again until somebody confirms it."""

    id = models.CharField(primary_key=True, max_length=200)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=200)
    due = models.DateTimeField(null=True)
    words = models.CharField(max_length=LONG)
    raised_at = models.DateTimeField()
    times = models.PositiveIntegerField()
    confirmed_at = models.DateTimeField(null=True, db_index=True)
    confirmed_by = models.CharField(max_length=150)
