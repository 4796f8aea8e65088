"""Drafts of law, the files of what was adopted, and the orders that make it law."""

from django.db import migrations, models

import comity.store.models.machinery

KEY = comity.store.models.machinery.KeyField


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_signing"),
    ]

    operations = [
        migrations.CreateModel(
            name="LawFiles",
            fields=[
                ("id", KEY(max_length=64, primary_key=True, serialize=False)),
                ("pack", models.CharField(max_length=80)),
                ("content", models.TextField()),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LawDraft",
            fields=[
                ("id", KEY(max_length=64, primary_key=True, serialize=False)),
                ("pack", models.CharField(max_length=80)),
                ("files", KEY(db_index=True, max_length=64)),
                ("begun_at", models.DateTimeField()),
                ("begun_by", models.CharField(max_length=150)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=150)),
            ],
            options={"ordering": ("-changed_at", "id")},
        ),
        migrations.CreateModel(
            name="LawOrder",
            fields=[
                ("id", KEY(max_length=64, primary_key=True, serialize=False)),
                ("matter_id", KEY(db_index=True, max_length=32)),
                ("pack", models.CharField(max_length=80)),
                ("title", models.TextField()),
                ("upon", models.CharField(max_length=80)),
                ("files", KEY(db_index=True, max_length=64)),
                ("digest", models.CharField(max_length=80)),
                ("day", models.DateField()),
                ("effective_at", models.DateTimeField(db_index=True)),
                ("why", models.TextField()),
                ("differences", models.TextField()),
                ("ordered_at", models.DateTimeField()),
                ("ordered_by", models.CharField(max_length=150)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("agreed_by", models.CharField(max_length=150)),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_by", models.CharField(max_length=150)),
                ("why_taken_back", models.TextField()),
            ],
            options={"ordering": ("-effective_at", "-ordered_at", "id")},
        ),
    ]
