# Two grains that do not tell products and sources apart. After the migration the tables are filled from the facts.

from django.db import migrations, models

NAME = "rollup_kinds"
GRAINS = [(0, "all days together"), (1, "month"), (2, "month, product and source"), (3, "day, product and source")]


def empty(apps, schema_editor):
    for name in ("Rollup", "PayoutShare"):
        apps.get_model("campaigns", name).objects.all().delete()


def allow_more_grains(apps, schema_editor):
    """Django would make SQLite's table anew, with row numbers; see 0004."""
    table = apps.get_model("campaigns", "Rollup")._meta.db_table
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{NAME}"')
        schema_editor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{NAME}" CHECK ({write_check(3)})')
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
        statement = cursor.fetchone()[0]
        cursor.execute(f'DROP TABLE "{table}"')
        cursor.execute(statement.replace(write_check(2), write_check(3)))


def write_check(finest):
    return f'"attribution" >= 1 AND "attribution" <= 3 AND "grain" >= 0 AND "grain" <= {finest}'


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0007_saved_views")]

    operations = [
        migrations.RunPython(empty, empty),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(allow_more_grains, migrations.RunPython.noop)],
            state_operations=[
                migrations.RemoveConstraint("Rollup", NAME),
                migrations.AddConstraint(
                    "Rollup",
                    models.CheckConstraint(
                        name=NAME,
                        condition=models.Q(
                            ("attribution__gte", 1), ("attribution__lte", 3), ("grain__gte", 0), ("grain__lte", 3)
                        ),
                    ),
                ),
                migrations.AlterField("Rollup", "grain", models.SmallIntegerField(choices=GRAINS)),
                migrations.AlterField("PayoutShare", "grain", models.SmallIntegerField(choices=GRAINS)),
            ],
        ),
    ]
