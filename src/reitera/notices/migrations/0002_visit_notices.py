"""Notices of visits that were changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("arrived", "le llegó un caso"),
                    ("reincident", "un caso es reincidente"),
                    ("critical", "un caso es crítico"),
                    ("mentioned", "lo mencionaron"),
                    ("alert", "una alerta temprana"),
                    ("rescheduled", "cambió la visita de un caso"),
                    ("visit_gone", "ya no tiene la visita de un caso"),
                ],
                max_length=12,
            ),
        ),
    ]
