"""Tables of law that the office writes itself: drafts, files that never change, and what was ordered."""

from __future__ import annotations

from django.db import models

from comity.store.models.machinery import HANDLE, KeyField


class LawFiles(models.Model):
    """Every file of a pack as one text, under its own digest; what an order names is kept for good."""

    id = KeyField(primary_key=True, max_length=64)
    pack = models.CharField(max_length=80)
    content = models.TextField()
    kept_at = models.DateTimeField()


class LawDraft(models.Model):
    """A draft that somebody works on: working paper, and law for nobody."""

    id = KeyField(primary_key=True, max_length=64)
    pack = models.CharField(max_length=80)
    files = KeyField(max_length=64, db_index=True)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)

    class Meta:
        """The last changed first."""

        ordering = ("-changed_at", "id")


class LawOrder(models.Model):
    """An order that makes a draft law or ends the own layer; made from the events of the office's own matter."""

    id = KeyField(primary_key=True, max_length=64)
    matter_id = KeyField(max_length=HANDLE, db_index=True)  # the office's own
    pack = models.CharField(max_length=80)
    title = models.TextField()
    upon = models.CharField(max_length=80)
    files = KeyField(max_length=64, db_index=True)
    digest = models.CharField(max_length=80)
    day = models.DateField()
    effective_at = models.DateTimeField(db_index=True)
    why = models.TextField()
    differences = models.TextField()  # as canonical JSON
    repeals = models.BooleanField(default=False)  # the layer of these files ends
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=150)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.CharField(max_length=150)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150)
    why_taken_back = models.TextField()

    class Meta:
        """What takes effect last stands first."""

        ordering = ("-effective_at", "-ordered_at", "id")
