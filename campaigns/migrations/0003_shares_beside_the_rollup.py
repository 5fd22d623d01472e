# The derived tables are made anew: after the migration they are filled from the facts.

import campaigns.models.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0002_jobs_and_mappings'),
    ]

    operations = [
        migrations.DeleteModel(name='Rollup'),
        migrations.CreateModel(
            name='Rollup',
            fields=[
                ('id', campaigns.models.fields.RowId(primary_key=True, serialize=False)),
                ('influencer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.influencer')),
                ('campaign', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('date', models.DateField()),
                ('product', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.product')),
                ('brand', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.brand')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.source')),
                ('platform', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.platform')),
                ('attribution', models.SmallIntegerField(choices=[(1, 'influencer'), (2, 'baseline'), (3, 'unassigned')])),
                ('events_sum', models.BigIntegerField(db_default=0, default=0)),
                ('orders_sum', models.BigIntegerField(db_default=0, default=0)),
                ('revenue_sum', models.BigIntegerField(db_default=0, default=0)),
                ('orders_weight_sum', models.BigIntegerField(db_default=0, default=0)),
                ('revenue_weight_sum', models.BigIntegerField(db_default=0, default=0)),
                ('shares_sum', models.BigIntegerField(db_default=0, default=0)),
                ('payout_sum', models.BigIntegerField(db_default=0, default=0)),
                ('posts_sum', models.BigIntegerField(db_default=0, default=0)),
                ('reach_sum', models.BigIntegerField(db_default=0, default=0)),
                ('likes_sum', models.BigIntegerField(db_default=0, default=0)),
                ('comments_sum', models.BigIntegerField(db_default=0, default=0)),
            ],
            options={
                'verbose_name': 'rollup cell',
                'constraints': [
                    models.UniqueConstraint(fields=('influencer', 'campaign', 'date', 'product', 'brand', 'source', 'platform', 'attribution'), name='rollup_cell'),
                    models.CheckConstraint(condition=models.Q(('attribution__in', [1, 2, 3])), name='rollup_attribution'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PayoutShare',
            fields=[
                ('id', campaigns.models.fields.RowId(primary_key=True, serialize=False)),
                ('payout_id', models.BigIntegerField()),
                ('influencer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.influencer')),
                ('campaign', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('date', models.DateField()),
                ('product', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.product')),
                ('brand', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.brand')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.source')),
                ('platform', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.platform')),
                ('payout_sum', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['payout_id'], name='share_payout')],
            },
        ),
    ]
