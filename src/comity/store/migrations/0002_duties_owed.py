"""Duties say whether they are owed, so that those of closed requests are not looked through."""

from django.db import migrations, models


def say_what_is_owed(apps, editor):
    """Mark what the new program would have marked."""
    owed = apps.get_model("store", "Duty").objects.filter(active=True, done_at=None, request__closed_at=None)
    owed.update(owed=True)


class Migration(migrations.Migration):
    """Adds the column, fills it, and indexes it in place of the older index."""

    dependencies = [("store", "0001_initial")]
    operations = [
        migrations.RemoveIndex(model_name="duty", name="duty_owed"),
        migrations.AddField(model_name="duty", name="owed", field=models.BooleanField(default=False)),
        migrations.RunPython(say_what_is_owed, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(condition=models.Q(("owed", True)), fields=["due"], name="duty_due"),
        ),
    ]
