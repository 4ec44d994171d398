"""Call results, retention reasons and dissatisfaction as installed, and every list in the order of its codes (data).

An administrator keeps them from then on.
"""

from django.db import migrations

from reitera.cases.catalogue import BETWEEN, ITEMS

FAMILIES = ("LLA", "RET", "INS")


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


def place_items(apps, schema_editor):
    rows = list(apps.get_model("cases", "CatalogueItem").objects.order_by("family", "code"))
    codes = list(dict.fromkeys((row.family, row.code) for row in rows))
    first = {family: codes.index((family, code)) for family, code in reversed(codes)}
    for row in rows:
        row.position = (codes.index((row.family, row.code)) - first[row.family] + 1) * BETWEEN
    apps.get_model("cases", "CatalogueItem").objects.bulk_update(rows, ["position"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_place_in_the_list")]
    operations = [
        migrations.RunPython(make_items, migrations.RunPython.noop),
        migrations.RunPython(place_items, migrations.RunPython.noop),
    ]
