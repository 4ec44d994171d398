"""An import stores hundreds of thousands of products at once: their customers are checked once per statement."""

from django.db import migrations

from reitera.core.references import checked_per_statement


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_default_bands")]
    operations = [checked_per_statement("customers", "Product", "customer", "operations_centre")]
