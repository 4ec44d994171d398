"""Holidays of Bolivia and Cochabamba for the years ahead (data); an administrator keeps them from then on."""

from django.db import migrations

from reitera.procedure.calendar import default_holidays

YEARS = range(2025, 2031)


def make_holidays(apps, schema_editor):
    holiday = apps.get_model("cases", "Holiday")
    holiday.objects.bulk_create(
        [holiday(day=day, name=name) for year in YEARS for day, name in default_holidays(year).items()],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(make_holidays, migrations.RunPython.noop)]
