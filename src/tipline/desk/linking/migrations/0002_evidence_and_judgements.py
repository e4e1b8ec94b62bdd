"""Give each identifier its report's lot, files and devices their new weight, judgements a table."""

import django.db.models.deletion
from django.db import migrations, models

from tipline.trust.rows import protect_rows

# What `tipline.desk.linking.rules` said when this was written.
RARE = {"device": 30, "home_network": 60, "address_in_window": 5, "file_hash": 6, "look_alike_file": 6}
KINDS = [
    "email", "phone", "account_at_service", "profile_url", "prior_report", "report_content",
    "address_port_minute", "device", "home_network", "address_in_window", "file_hash",
    "look_alike_file", "screen_name", "display_name",
]
JUDGEMENTS = ["same", "different", "cannot-tell"]

# Rows of every agency are to be changed, and row security is forced on the table's owner too.
UNWALLED = "ALTER TABLE {0} NO FORCE ROW LEVEL SECURITY;"
WALLED = "ALTER TABLE {0} FORCE ROW LEVEL SECURITY;"
TABLES = ("linking_identifier", "linking_value", "linking_cluster", "intake_report")

LOTS = """
ALTER TABLE linking_identifier ADD COLUMN lot bigint;
UPDATE linking_identifier i
SET lot = ('x' || encode(substring(r.content_sha256 FROM 1 FOR 8), 'hex'))::bit(64)::bigint
FROM intake_report r WHERE r.report_id = i.report_id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE linking_identifier DROP CONSTRAINT linking_identifier_pkey;
ALTER TABLE linking_identifier DROP CONSTRAINT identifier_counts_from_one;
ALTER TABLE linking_identifier DROP COLUMN position;
ALTER TABLE linking_identifier ALTER COLUMN lot SET NOT NULL;
ALTER TABLE linking_identifier ADD PRIMARY KEY (value_id, lot, report_id);
"""
SUPPORTING = """
UPDATE linking_value SET joins = marked_viral = 0 AND reports <= CASE kind
    WHEN 'device' THEN 30 ELSE 6 END, examined_at = 0, pairs = 0, corroborated = 0
WHERE kind IN ('device', 'file_hash');
UPDATE linking_cluster SET component = cluster_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("linking", "0001_initial"), ("intake", "0002_walls")]

    operations = [
        migrations.RemoveConstraint("value", "value_is_judged_before_unused"),
        migrations.RemoveConstraint("value", "value_kind_exists"),
        migrations.AddField("cluster", "component", models.CharField(max_length=30, default="")),
        migrations.AddField("cluster", "intricate", models.BooleanField(default=False)),
        migrations.AddField("value", "paired", models.BooleanField(default=False)),
        migrations.AlterField("value", "first_report_id", models.BigIntegerField(null=True)),
        migrations.AlterField("identifier", "thing", models.IntegerField()),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("".join(UNWALLED.format(table) for table in TABLES)),
                migrations.RunSQL(LOTS),
                migrations.RunSQL(SUPPORTING),
                migrations.RunSQL("".join(WALLED.format(table) for table in TABLES)),
            ],
            state_operations=[
                migrations.RemoveConstraint("identifier", "identifier_counts_from_one"),
                migrations.DeleteModel("Identifier"),
                migrations.CreateModel(
                    name="Identifier",
                    fields=[
                        ("pk", models.CompositePrimaryKey("value_id", "lot", "report_id", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("value_id", models.BigIntegerField()),
                        ("lot", models.BigIntegerField()),
                        ("report_id", models.BigIntegerField()),
                        ("thing", models.IntegerField()),
                        ("role", models.CharField(max_length=10)),
                        ("at", models.DateTimeField(null=True)),
                        ("path", models.TextField()),
                        ("agency", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.agency")),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("report_id", "value_id"), name="identifier_is_kept_once")],
                    },
                ),
            ],
        ),
        migrations.AlterField("cluster", "component", models.CharField(max_length=30)),
        migrations.AddIndex(
            "cluster",
            models.Index(condition=models.Q(("intricate", True)), fields=["component"], name="cluster_of_component"),
        ),
        migrations.AddConstraint(
            "value",
            models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="value_kind_exists"),
        ),
        migrations.AddConstraint(
            "value",
            models.CheckConstraint(
                condition=models.Q(("joins", True), ("examined_at__gt", 0), ("marked_viral__gt", 0), ("kind__in", list(RARE)), _connector="OR"),
                name="value_is_judged_before_unused",
            ),
        ),
        migrations.CreateModel(
            name="Judged",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("one", models.BigIntegerField()),
                ("other", models.BigIntegerField()),
                ("judgement", models.CharField(max_length=12)),
                ("judged_by", models.CharField(max_length=200)),
                ("judged_at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("agency", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.agency")),
            ],
            options={
                "indexes": [models.Index(fields=["other"], name="judged_of_other")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("judgement__in", JUDGEMENTS)), name="judged_judgement_exists"),
                    models.CheckConstraint(condition=models.Q(("one__lt", models.F("other"))), name="judged_lower_is_one"),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="judged_has_a_reason"),
                    models.UniqueConstraint(fields=("agency", "one", "other", "judged_at", "judged_by", "judgement"), name="judged_is_kept_once"),
                ],
            },
        ),
        *protect_rows("linking_judged", allow=("SELECT", "INSERT")),
    ]
