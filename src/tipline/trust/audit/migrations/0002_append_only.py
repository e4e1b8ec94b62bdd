"""Let events be added and read, by nobody changed, and by each agency its own only."""

from django.db import migrations

from tipline.trust.rows import protect_rows


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        *protect_rows("audit_event", allow=["SELECT", "INSERT"]),
        # Privileges bind the run-time role; the trigger also stops the owner's slip of the hand.
        migrations.RunSQL(
            """
            CREATE FUNCTION refuse_to_change_events() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'audit events are never changed: % refused', TG_OP
                    USING HINT = 'Write a further event that corrects the earlier one.';
            END $$;
            CREATE TRIGGER events_are_append_only
                BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_events();
            """,
            """
            DROP TRIGGER events_are_append_only ON audit_event;
            DROP FUNCTION refuse_to_change_events();
            """,
        ),
    ]
