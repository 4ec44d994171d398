"""The version takes the place of the code of each call's result."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quality", "0004_calls_and_causes_keep_their_version")]
    operations = [
        # A default, so that the way back has something to put in the column before the data are written.
        migrations.AlterField("checkcall", "result", models.CharField(max_length=8, default="")),
        migrations.RemoveField("checkcall", "result"),
        migrations.RenameField("checkcall", "result_version", "result"),
        migrations.AlterField(
            "checkcall",
            "result",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.catalogueitem",
                verbose_name="resultado",
            ),
        ),
    ]  # fmt: skip
