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
