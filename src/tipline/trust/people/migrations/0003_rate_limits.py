"""Keep sign-in's rate limits where every server process sees them."""

from django.db import migrations

from tipline.trust.rows import open_to_app


class Migration(migrations.Migration):
    dependencies = [("people", "0002_walls")]

    operations = [
        # The table that Django's DatabaseCache expects (its `createcachetable`, as a migration).
        migrations.RunSQL(
            """
            CREATE TABLE rate_limit (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX rate_limit_by_expiry ON rate_limit (expires);
            """,
            "DROP TABLE rate_limit",
        ),
        *open_to_app("rate_limit"),
    ]
