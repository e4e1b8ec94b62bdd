from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('triage', '0006_what_a_word_covers'),
    ]

    operations = [
        # Empty for what was drawn before: from which clusters is not known any more.
        migrations.AddField(
            model_name='sampledraw',
            name='population_digest',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
    ]
