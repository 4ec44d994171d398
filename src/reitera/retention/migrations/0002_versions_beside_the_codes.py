"""Room for the version of the catalogue beside each code; the next migration fills it."""

import django.db.models.deletion
from django.db import migrations, models


def version_field():
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.catalogueitem"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_lists_of_calls_retention_and_dissatisfaction"),
        ("retention", "0001_calls_and_agreements"),
    ]
    operations = [
        migrations.AddField("callattempt", "result_version", version_field()),
        migrations.AddField("agreement", "kept_with_version", version_field()),
    ]
