"""Tables for those who look from outside: counts of public codes, and the reports that a law orders."""

from __future__ import annotations

from django.db import models

from comity.store.models.machinery import HANDLE, KeyField


class CodeCount(models.Model):
    """How many published entries of a day carry the same codes; made from the published log, and from nothing else."""

    day = models.CharField(max_length=10)  # as sealed: a day of UTC
    basis = models.CharField(max_length=64)
    decision = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    org = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField()

    class Meta:
        """One row for each day and set of codes; a page asks for a span of days."""

        constraints = (models.UniqueConstraint(fields=["day", "kind", "decision", "basis", "org"], name="count_once"),)


class Finding(models.Model):
    """A finding of the sweep, without its words: those stand in its event, under the key of its matter."""

    id = KeyField(primary_key=True, max_length=80)
    matter_id = KeyField(max_length=HANDLE, db_index=True)  # a lot of the office's own where nobody is known
    seen = KeyField(max_length=64, db_index=True)  # the same words of the same text have the same
    is_about_nobody = models.BooleanField()
    about_id = KeyField(max_length=HANDLE, default="")  # whom it is now known to be about, until somebody decides
    source = models.CharField(max_length=64)
    channel = models.CharField(max_length=20)
    at = models.DateTimeField()
    act = models.CharField(max_length=40)
    way = models.CharField(max_length=20)
    agency = models.CharField(max_length=40)
    rule = models.CharField(max_length=80)
    knowledge = models.CharField(max_length=20)
    request_id = KeyField(max_length=64)
    raised_at = models.DateTimeField()
    is_open = models.BooleanField()
    outcome = models.CharField(max_length=20)
    explained_at = models.DateTimeField(null=True)
    explained_by = models.CharField(max_length=150)

    class Meta:
        """The newest first; those that somebody has to explain by themselves."""

        ordering = ("-at", "id")
        indexes = (
            models.Index(fields=["-at", "id"], name="finding_newest"),
            models.Index(fields=["-at"], name="finding_open", condition=models.Q(is_open=True)),
            models.Index(fields=["about_id"], name="finding_about", condition=~models.Q(about_id="")),
        )


class Swept(models.Model):
    """One text that the sweep has read; it is not read again. Of a text about a person, with its matter."""

    id = KeyField(primary_key=True, max_length=64)  # a digest of the source and of the text's own id
    matter_id = KeyField(max_length=HANDLE, db_index=True)  # empty: of no matter


class FindingTag(models.Model):
    """By what a finding about nobody is found again when somebody becomes known: digests of numbers and names."""

    matter_id = KeyField(max_length=HANDLE, db_index=True)  # of the finding
    seen = KeyField(max_length=64)
    tag = KeyField(max_length=64, db_index=True)  # under a secret of the desk; empty: its text names nobody

    class Meta:
        """Each once."""

        constraints = (models.UniqueConstraint(fields=["matter_id", "seen", "tag"], name="finding_tag_once"),)


class SweptMatter(models.Model):
    """How many events a matter had when its notes were last read."""

    matter_id = KeyField(primary_key=True, max_length=HANDLE)
    events = models.PositiveIntegerField()


class SweepCount(models.Model):
    """How much was read of a source on a day, and what came of it."""

    source = models.CharField(max_length=64)
    channel = models.CharField(max_length=20)
    day = models.DateField()
    texts = models.PositiveBigIntegerField(default=0)
    contacts = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)

    class Meta:
        """One row for each source, channel and day."""

        constraints = (models.UniqueConstraint(fields=["source", "channel", "day"], name="sweep_count_once"),)


class Report(models.Model):
    """A report that a law orders, as it was filed; made from the events of the office's own matter."""

    id = KeyField(primary_key=True, max_length=64)
    matter_id = KeyField(max_length=HANDLE, db_index=True)  # the office's own
    layout = models.CharField(max_length=80, db_index=True)
    begins = models.DateField()
    ends = models.DateField()
    value = models.TextField()  # the figures, as canonical JSON
    digest = models.CharField(max_length=80)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=150)
    corrects = models.CharField(max_length=64)
    why = models.TextField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=150)
    signed_as = models.CharField(max_length=20)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=150)

    class Meta:
        """The newest first."""

        ordering = ("-ends", "-drafted_at", "id")
