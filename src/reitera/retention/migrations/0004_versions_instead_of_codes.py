"""The version takes the place of the code."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("retention", "0003_calls_and_agreements_keep_their_version")]
    operations = [
        # A default, so that the way back has something to put in the column before the data are written.
        migrations.AlterField("callattempt", "result", models.CharField(max_length=8, default="")),
        migrations.RemoveField("callattempt", "result"),
        migrations.RenameField("callattempt", "result_version", "result"),
        migrations.AlterField(
            "callattempt",
            "result",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.catalogueitem",
                verbose_name="resultado",
            ),
        ),
        migrations.AlterField("agreement", "kept_with", models.CharField(max_length=8, blank=True, default="")),
        migrations.RemoveField("agreement", "kept_with"),
        migrations.RenameField("agreement", "kept_with_version", "kept_with"),
        migrations.AlterField(
            "agreement",
            "kept_with",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="cases.catalogueitem", verbose_name="cómo se retuvo al cliente",
            ),
        ),
    ]  # fmt: skip
