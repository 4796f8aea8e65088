"""Fewer pages for each booking: no table of charges, words of names by other keys, no index without a question."""

import json
from collections.abc import Iterable
from itertools import groupby

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import comity.store.models.machinery

_CHARGE = ("disposition", "grade", "offence", "title")  # in the order of canonical JSON


def charges_into_matters(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Write the charges of each matter into its row, as `comity.store.rows.charges_text` does."""
    database = schema.connection
    with database.cursor() as reading:
        reading.execute(f"SELECT matter_id, {', '.join(_CHARGE)} FROM store_charge ORDER BY matter_id, position")
        rows = reading.fetchall()
    texts = [(_text(charges), matter) for matter, charges in groupby(rows, key=lambda row: row[0])]
    with database.cursor() as writing:
        writing.executemany("UPDATE store_matter SET charges = %s WHERE handle = %s", texts)


def _text(charges: Iterable[tuple[str, ...]]) -> str:
    told = [{name: said for name, said in zip(_CHARGE, row[1:], strict=True) if said} for row in charges]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def look_at_them_again(_apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Have PostgreSQL count what it plans by: what it knows of the keys of words is of the keys before."""
    if schema.connection.vendor == "postgresql":
        schema.execute("ANALYZE store_nameword")
        schema.execute("ANALYZE store_matter")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0013_user_language"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="matter", name="matter_name"),
        migrations.RemoveIndex(model_name="matter", name="matter_newest"),
        migrations.RemoveIndex(model_name="matter", name="matter_released"),
        migrations.AddField(
            model_name="matter",
            name="charges",
            field=models.TextField(default="[]"),
            preserve_default=False,
        ),
        migrations.RunPython(charges_into_matters, migrations.RunPython.noop),
        migrations.DeleteModel(name="Charge"),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(condition=models.Q(("source", "")), fields=["name_key"], name="matter_by_hand"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("released_at__gt", models.F("release_due"))),
                fields=["released_at"],
                name="matter_late",
            ),
        ),
        migrations.RemoveIndex(model_name="nameword", name="word_found"),
        migrations.AlterField(
            model_name="nameword",
            name="id",
            field=comity.store.models.machinery.KeyField(max_length=113, primary_key=True, serialize=False),
        ),
        migrations.RunSQL("UPDATE store_nameword SET id = word || ' ' || matter_id", migrations.RunSQL.noop),
        migrations.RunPython(look_at_them_again, migrations.RunPython.noop),
    ]
