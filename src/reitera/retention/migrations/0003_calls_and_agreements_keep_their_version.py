"""Calls and agreements noted so far keep the version of the catalogue as it was installed (data)."""

from django.db import migrations

PAIRS = (("CallAttempt", "result", "LLA"), ("Agreement", "kept_with", "RET"))


def to_versions(apps, schema_editor):
    versions = apps.get_model("cases", "CatalogueItem").objects.filter(version=1)
    for name, field, family in PAIRS:
        for item in versions.filter(family=family):
            rows = apps.get_model("retention", name).objects.filter(**{field: item.code})
            rows.update(**{f"{field}_version": item.pk})


def to_codes(apps, schema_editor):
    items = apps.get_model("cases", "CatalogueItem").objects
    for name, field, family in PAIRS:
        for item in items.filter(family=family):
            rows = apps.get_model("retention", name).objects.filter(**{f"{field}_version": item.pk})
            rows.update(**{field: item.code})


class Migration(migrations.Migration):
    dependencies = [("retention", "0002_versions_beside_the_codes")]
    operations = [migrations.RunPython(to_versions, to_codes)]
