# The derived tables are made anew, with grains: after the migration they are filled from the facts.

import django.db.models.deletion
from django.db import migrations, models

import campaigns.models.fields


def drop_row_numbers(apps, schema_editor):
    """On SQLite a table without row numbers is its own index: rows of a grain lie together, and are stored once."""
    if schema_editor.connection.vendor != "sqlite":
        return
    table = apps.get_model("campaigns", "Rollup")._meta.db_table
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
        statement = cursor.fetchone()[0]
        cursor.execute(f'DROP TABLE "{table}"')
        cursor.execute(f"{statement} WITHOUT ROWID")


PLACE = [
    ("grain", models.SmallIntegerField(choices=[(0, "all days together"), (1, "month"), (2, "day")])),
    ("date", models.DateField()),
    *(
        (
            name,
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=f"campaigns.{name}",
            ),
        )
        for name in ("influencer", "campaign", "product", "brand", "source", "platform")
    ),
]
SUMS = (
    "orders", "revenue", "payout", "events", "shares", "posts", "reach", "likes", "comments", "refunded_orders",
    "refunded_revenue",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_shares_beside_the_rollup")]

    operations = [
        migrations.DeleteModel(name="Rollup"),
        migrations.DeleteModel(name="PayoutShare"),
        migrations.CreateModel(
            name="Rollup",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "grain",
                        "attribution",
                        "date",
                        "influencer_id",
                        "campaign_id",
                        "product_id",
                        "brand_id",
                        "source_id",
                        "platform_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                *PLACE,
                (
                    "attribution",
                    models.SmallIntegerField(choices=[(1, "influencer"), (2, "baseline"), (3, "unassigned")]),
                ),
                *((f"{name}_sum", models.BigIntegerField(db_default=0, default=0)) for name in SUMS),
            ],
            options={
                "verbose_name": "rollup cell",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attribution__gte", 1), ("attribution__lte", 3), ("grain__gte", 0), ("grain__lte", 2)
                        ),
                        name="rollup_kinds",
                    ),
                ],
            },
        ),
        migrations.RunPython(drop_row_numbers, migrations.RunPython.noop),
        migrations.CreateModel(
            name="PayoutShare",
            fields=[
                ("id", campaigns.models.fields.RowId(primary_key=True, serialize=False)),
                *PLACE,
                ("payout_id", models.BigIntegerField()),
                ("payout_sum", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["grain", "payout_id"], name="share_payout")]},
        ),
        migrations.CreateModel(
            name="DataVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("token", models.CharField(max_length=32)),
            ],
        ),
    ]
