"""Wall off every table of intake by agency; let a sender be found before its agency is known."""

from django.db import migrations

from tipline.trust.rows import APP_ROLE, protect_rows

# What a stage may do with a table is all that it ever does: a text that came in is never changed.
KEPT = ("SELECT", "INSERT")
MOVING = (*KEPT, "UPDATE")
ALLOWED = {
    "sender": MOVING,
    "report": MOVING,
    "document": KEPT,
    "reportfile": KEPT,
    "loadedfrom": KEPT,
    "refusal": KEPT,
    # Rows are locked, for which the database asks for UPDATE, and taken out.
    "waiting": (*MOVING, "DELETE"),
}

# A sender that signs in is known by its user name only. For the length of one statement, the one
# row of that name can be seen, and no other; the caller still has to show the secret.
PRESENTED = "NULLIF(current_setting('tipline.presented_username', true), '')"

FIND_SENDER = """
CREATE FUNCTION intake_find_sender(presented text) RETURNS SETOF intake_sender
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
BEGIN
    PERFORM set_config('tipline.presented_username', presented, true);
    RETURN QUERY SELECT * FROM intake_sender WHERE username = presented;
    PERFORM set_config('tipline.presented_username', '', true);
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        *(
            step
            for table, allowed in ALLOWED.items()
            for step in protect_rows(f"intake_{table}", allow=allowed)
        ),
        migrations.RunSQL(
            "CREATE POLICY presented ON intake_sender FOR SELECT"
            f" USING (username = {PRESENTED});",
            "DROP POLICY presented ON intake_sender;",
        ),
        migrations.RunSQL(
            FIND_SENDER + f"GRANT EXECUTE ON FUNCTION intake_find_sender(text) TO {APP_ROLE};",
            "DROP FUNCTION intake_find_sender(text);",
        ),
        migrations.RunSQL(
            f"GRANT USAGE ON SEQUENCE intake_refusal_id_seq TO {APP_ROLE};",
            f"REVOKE USAGE ON SEQUENCE intake_refusal_id_seq FROM {APP_ROLE};",
        ),
    ]
