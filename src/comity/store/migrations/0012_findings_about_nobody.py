"""Findings about nobody: whom they are now known to be about, by what they are found again, and keys of their own."""

from django.db import migrations, models

import comity.store.models.machinery

KEY = comity.store.models.machinery.KeyField


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_repeals"),
    ]

    operations = [
        migrations.AddField("finding", "about_id", KEY(default="", max_length=32)),
        migrations.AddField("erasure", "is_given", models.BooleanField(default=False)),
        migrations.AddIndex(
            "finding",
            models.Index(
                condition=models.Q(("about_id", ""), _negated=True), fields=["about_id"], name="finding_about"
            ),
        ),
        migrations.CreateModel(
            name="FindingTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("matter_id", KEY(db_index=True, max_length=32)),
                ("seen", KEY(max_length=64)),
                ("tag", KEY(db_index=True, max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("matter_id", "seen", "tag"), name="finding_tag_once"),
                ],
            },
        ),
    ]
