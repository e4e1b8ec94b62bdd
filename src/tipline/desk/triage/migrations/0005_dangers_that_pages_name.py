import django.db.models.deletion
from django.db import migrations, models

from tipline.trust.rows import protect_rows


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_rate_limits'),
        ('triage', '0004_clocks_overrides_pages_samples'),
    ]

    operations = [
        migrations.CreateModel(
            name='PagedDanger',
            fields=[
                ('pk', models.CompositePrimaryKey('agency', 'report_id', 'since', blank=True, editable=False, primary_key=True, serialize=False)),
                ('report_id', models.BigIntegerField()),
                ('since', models.DateTimeField()),
                ('page_id', models.BigIntegerField()),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
            ],
            options={
                'abstract': False,
            },
        ),
        # Every page named what opened it.
        migrations.RunSQL(
            "ALTER TABLE triage_page NO FORCE ROW LEVEL SECURITY;"
            "INSERT INTO triage_pageddanger (agency_id, report_id, since, page_id)"
            " SELECT agency_id, report_id, since, id FROM triage_page;"
            "ALTER TABLE triage_page FORCE ROW LEVEL SECURITY;",
            migrations.RunSQL.noop,
        ),
        *protect_rows("triage_pageddanger", allow=("SELECT", "INSERT")),
    ]
