"""Let a name that too many reports hold join nobody without having been examined."""

from django.db import migrations, models

RARE = (
    "device", "home_network", "address_in_window", "file_hash", "look_alike_file", "screen_name",
    "display_name",
)


class Migration(migrations.Migration):
    dependencies = [("linking", "0003_tally")]

    operations = [
        migrations.RemoveConstraint("value", "value_is_judged_before_unused"),
        migrations.AddConstraint(
            "value",
            models.CheckConstraint(
                condition=models.Q(("joins", True), ("examined_at__gt", 0), ("marked_viral__gt", 0), ("kind__in", list(RARE)), _connector="OR"),
                name="value_is_judged_before_unused",
            ),
        ),
    ]
