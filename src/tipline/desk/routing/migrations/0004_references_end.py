"""Let references be forgotten a year after they were given."""

from django.db import migrations

from tipline.trust.rows import open_to_app


class Migration(migrations.Migration):

    dependencies = [
        ('routing', '0003_counted'),
    ]

    operations = [
        *open_to_app("routing_givenreference", allow=("SELECT", "INSERT", "DELETE")),
    ]
