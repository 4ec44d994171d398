"""A report's number has one index, not a second one for LIKE that no query uses."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("faults", "0002_references_per_statement"),
    ]

    operations = [
        migrations.AlterField(
            model_name="faultreport",
            name="number",
            field=models.CharField(max_length=60, verbose_name="número de reporte"),
        ),
        migrations.AddConstraint(
            model_name="faultreport",
            constraint=models.UniqueConstraint(fields=("number",), name="one_report_per_number"),
        ),
    ]
