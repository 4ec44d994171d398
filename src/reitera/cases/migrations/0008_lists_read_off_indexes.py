"""Lists of the inbox are read off indexes of their order; customer and technician already begin another index."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_attachments"),
        ("customers", "0004_one_index_each"),
        ("staff", "0002_temporary_passwords"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="customers.customer",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="technician",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="cases_to_attend",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "concluded"), _negated=True), fields=["due_at", "id"], name="open_case_due"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "concluded"), _negated=True),
                fields=["state", "due_at", "id"],
                name="open_case_due_in_state",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "concluded")), fields=["-concluded_at", "-id"], name="case_concluded"
            ),
        ),
    ]
