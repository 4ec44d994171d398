"""Causes, solutions and visit results as installed (data); an administrator keeps them from then on."""

from django.db import migrations

from reitera.cases.catalogue import ITEMS

FAMILIES = ("CAU", "SOL", "VIS")


def make_items(apps, schema_editor):
    model = apps.get_model("cases", "CatalogueItem")
    model.objects.bulk_create(
        [
            model(
                family=item.family, code=item.code, label=item.label, group=item.group,
                technologies=item.technologies, facts=item.facts,
            )
            for item in ITEMS
            if item.family in FAMILIES
        ],
        ignore_conflicts=True,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_catalogues")]
    operations = [migrations.RunPython(make_items, migrations.RunPython.noop)]
