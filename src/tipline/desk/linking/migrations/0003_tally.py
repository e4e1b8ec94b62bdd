"""Count the linked reports of each agency, against which the rarity of a value is measured."""

import django.db.models.deletion
from django.db import migrations, models

from tipline.trust.rows import protect_rows

COUNT = """
ALTER TABLE linking_member NO FORCE ROW LEVEL SECURITY;
INSERT INTO linking_tally (agency_id, reports)
SELECT agency_id, count(*) FROM linking_member GROUP BY agency_id;
ALTER TABLE linking_member FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("linking", "0002_evidence_and_judgements")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("agency", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="people.agency")),
                ("reports", models.BigIntegerField()),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(COUNT),
        *protect_rows("linking_tally"),
    ]
