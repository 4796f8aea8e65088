"""Officers who came, as rows: visits were only in the states of matters before."""

import django.db.models.deletion
from django.db import migrations, models

import comity.store.models.machinery

KEY = comity.store.models.machinery.KeyField


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_law"),
    ]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", KEY(max_length=64, primary_key=True, serialize=False)),
                ("request_id", KEY(max_length=64)),
                ("ask", models.CharField(max_length=40)),
                ("requester", models.CharField(max_length=40)),
                ("officer", models.CharField(max_length=200)),
                ("saw", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("let_in", models.BooleanField()),
                ("decided_by", models.CharField(max_length=200)),
                ("ground", models.CharField(max_length=20)),
                ("consent", models.CharField(max_length=20)),
                ("form_given", models.BooleanField(null=True)),
                (
                    "matter",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="store.matter",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["matter"], name="visit_matter"),
                    models.Index(fields=["-at", "id"], name="visit_at"),
                ],
            },
        ),
    ]
