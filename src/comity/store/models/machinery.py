"""Tables that the desk runs on; nothing in them is about a person's case."""

from __future__ import annotations

from django.db import models


class Setting(models.Model):
    """A value that the desk keeps about itself."""

    name = models.CharField(primary_key=True, max_length=64)
    value = models.TextField()


class Series(models.Model):
    """The last number given in a series."""

    name = models.CharField(primary_key=True, max_length=64)
    last = models.PositiveBigIntegerField()
