"""The main factors as installed (data); people choose them from then on."""

from django.db import migrations

from reitera.diagnosis.catalogue import MAIN


def mark_main(apps, schema_editor):
    apps.get_model("diagnosis", "Factor").objects.filter(code__in=MAIN).update(is_main=True)


class Migration(migrations.Migration):
    dependencies = [("diagnosis", "0003_main_factors")]
    # Going back takes the flag off with its column.
    operations = [migrations.RunPython(mark_main, migrations.RunPython.noop)]
