"""The four default segment bands (data)."""

from django.db import migrations

BANDS = {"A": "350.00", "B": "220.00", "C": "150.00", "D": "0.00"}


def make_bands(apps, schema_editor):
    band = apps.get_model("customers", "SegmentBand")
    for code, from_billing in BANDS.items():
        band.objects.get_or_create(code=code, defaults={"from_billing": from_billing})


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [migrations.RunPython(make_bands, migrations.RunPython.noop)]
