"""The factors a connection is told by in one figure."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("diagnosis", "0002_default_factors"),
    ]

    operations = [
        migrations.AddField(
            model_name="factor",
            name="is_main",
            field=models.BooleanField(default=False, verbose_name="principal"),
        ),
    ]
