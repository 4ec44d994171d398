"""Open reports, few of millions, lead to their customers; orders are found by customer and time, as reports are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("faults", "0003_one_index_each"),
    ]

    operations = [
        migrations.AlterField(
            model_name="workorder",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="work_orders",
                to="customers.customer",
            ),
        ),
        migrations.AddIndex(
            model_name="faultreport",
            index=models.Index(
                condition=models.Q(("annulled", False), ("closed_at__isnull", True)),
                fields=["customer"],
                name="open_report_of_customer",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["customer", "opened_at"], name="order_by_customer_and_time"),
        ),
    ]
