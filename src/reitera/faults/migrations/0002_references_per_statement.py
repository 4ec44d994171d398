"""An import stores a million reports at once: their customers and products are checked once per statement."""

from django.db import migrations

from reitera.core.references import checked_per_statement


class Migration(migrations.Migration):
    dependencies = [("faults", "0001_initial")]
    operations = [checked_per_statement("faults", "FaultReport", "customer", "product", "operations_centre")]
