"""An index of the duties that were not done, for whoever oversees."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_sealing"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("active", True), ("done_at__isnull", True)),
                fields=["due", "id"],
                name="duty_undone",
            ),
        ),
    ]
