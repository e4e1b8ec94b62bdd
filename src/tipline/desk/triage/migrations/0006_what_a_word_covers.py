from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('triage', '0005_dangers_that_pages_name'),
    ]

    operations = [
        # A word of before covers nothing: it lapses where its cluster is ranked anew and shows danger.
        migrations.AddField(
            model_name='tieroverride',
            name='covers',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='tieroverride',
            name='lapsed_for',
            field=models.CharField(max_length=30, null=True),
        ),
    ]
