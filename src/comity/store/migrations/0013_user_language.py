"""The language that each user chose, for messages to them."""

from django.db import migrations, models

import comity.store.models.machinery


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0012_findings_about_nobody"),
    ]

    operations = [
        migrations.CreateModel(
            name="UserLanguage",
            fields=[
                ("user", comity.store.models.machinery.KeyField(max_length=150, primary_key=True, serialize=False)),
                ("language", models.CharField(max_length=8)),
            ],
        ),
    ]
