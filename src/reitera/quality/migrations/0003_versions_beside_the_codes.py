"""Room for the version of the catalogue beside the code of each call's result; the next migration fills it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_lists_of_calls_retention_and_dissatisfaction"),
        ("quality", "0002_first_questionnaire"),
    ]
    operations = [
        migrations.AddField(
            "checkcall",
            "result_version",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.catalogueitem"
            ),
        ),
    ]
