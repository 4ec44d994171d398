"""The factors as installed (data); people keep them from then on."""

from django.db import migrations

from reitera.diagnosis.catalogue import FACTORS


def make_factors(apps, schema_editor):
    factor_model = apps.get_model("diagnosis", "Factor")
    version_model = apps.get_model("diagnosis", "FactorVersion")
    for seed in FACTORS:
        factor, made = factor_model.objects.get_or_create(
            code=seed.code, defaults={"technologies": [technology.value for technology in seed.technologies]}
        )
        if made:
            version_model.objects.create(
                factor=factor, label=seed.label, unit=seed.unit, kind=seed.kind, bands=dict(seed.bands),
                choices=[dict(option) for option in seed.choices], possible=list(seed.possible),
                instrument=seed.instrument, is_count=seed.is_count, variant_by=seed.variant_by, source=seed.source,
                hint=seed.hint,
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("diagnosis", "0001_factors_and_readings")]
    # Going back keeps the rows: readings may point to them.
    operations = [migrations.RunPython(make_factors, migrations.RunPython.noop)]
