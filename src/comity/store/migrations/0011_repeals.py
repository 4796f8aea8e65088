"""Orders that end the office's own layer of law."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_visits"),
    ]

    operations = [
        migrations.AddField("LawOrder", "repeals", models.BooleanField(default=False)),
    ]
