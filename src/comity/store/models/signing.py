"""The table of sign-offs: what persons of legal said of the cases of a pack."""

from __future__ import annotations

from django.db import models

from comity.store.models.machinery import HANDLE, KeyField


class CaseSignOff(models.Model):
    """One person's word on one case of a pack; made from the events of the office's own matter, never changed."""

    id = KeyField(primary_key=True, max_length=64)
    matter_id = KeyField(max_length=HANDLE, db_index=True)  # the office's own
    pack = models.CharField(max_length=80)
    pack_digest = models.CharField(max_length=80)
    day = models.DateField()
    key = models.CharField(max_length=80)  # of the case
    digest = models.CharField(max_length=80)  # of the case and what the law answered
    value = models.TextField()  # the case, as canonical JSON
    verdict = models.CharField(max_length=20)
    words = models.TextField()
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=150)
    position = models.PositiveIntegerField()  # of two at the same moment, the higher was the later

    class Meta:
        """The newest first."""

        ordering = ("-position",)
        indexes = (models.Index(fields=["pack", "key"], name="sign_off_of_case"),)
