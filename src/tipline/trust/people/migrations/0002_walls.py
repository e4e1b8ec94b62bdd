"""Let the run-time role use people's tables, and wall off memberships by agency."""

from django.db import migrations

from tipline.trust.rows import CURRENT_PERSON, open_to_app, protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        *open_to_app("people_agency", allow=["SELECT", "INSERT", "UPDATE"]),
        *open_to_app("people_person", allow=["SELECT", "INSERT", "UPDATE"]),
        *protect_rows("people_membership"),
        # Before an agency is chosen, a person may see where they themselves belong.
        migrations.RunSQL(
            "CREATE POLICY own_memberships ON people_membership FOR SELECT"
            f" USING (person_id = {CURRENT_PERSON})",
            "DROP POLICY own_memberships ON people_membership",
        ),
        *open_to_app("django_session"),
        *open_to_app("account_emailaddress"),
        *open_to_app("account_emailconfirmation"),
        *open_to_app("django_content_type", allow=["SELECT"]),
        *open_to_app("auth_permission", allow=["SELECT"]),
        *open_to_app("auth_group", allow=["SELECT"]),
        *open_to_app("auth_group_permissions", allow=["SELECT"]),
    ]
