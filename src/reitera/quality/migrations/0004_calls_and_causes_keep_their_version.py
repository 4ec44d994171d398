"""Calls noted so far keep the version of the catalogue as it was installed, and causes their label (data)."""

from django.db import migrations

WITH_CAUSES = ("Survey", "Dissatisfaction")


def to_versions(apps, schema_editor):
    versions = apps.get_model("cases", "CatalogueItem").objects.filter(version=1)
    for item in versions.filter(family="LLA"):
        apps.get_model("quality", "CheckCall").objects.filter(result=item.code).update(result_version=item.pk)
    labels = dict(versions.filter(family="INS").values_list("code", "label"))
    _rewrite(apps, lambda code: {"code": code, "label": labels.get(code, code)})


def to_codes(apps, schema_editor):
    for item in apps.get_model("cases", "CatalogueItem").objects.filter(family="LLA"):
        apps.get_model("quality", "CheckCall").objects.filter(result_version=item.pk).update(result=item.code)
    _rewrite(apps, lambda cause: cause["code"])


def _rewrite(apps, each):
    for name in WITH_CAUSES:
        model = apps.get_model("quality", name)
        rows = list(model.objects.exclude(causes=[]).only("causes"))
        for row in rows:
            row.causes = [each(cause) for cause in row.causes]
        model.objects.bulk_update(rows, ["causes"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("quality", "0003_versions_beside_the_codes")]
    operations = [migrations.RunPython(to_versions, to_codes)]
