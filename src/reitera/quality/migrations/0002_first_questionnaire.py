"""The first version of the survey and the sizes of the sample (data); an administrator keeps them from then on."""

from django.db import migrations
from django.utils import timezone

from reitera.quality.survey import DEFAULT_GREETING, DEFAULT_QUESTIONS


def make_first(apps, schema_editor):
    apps.get_model("quality", "Questionnaire").objects.get_or_create(
        version=1,
        defaults={
            "greeting": DEFAULT_GREETING,
            "questions": [question.as_json() for question in DEFAULT_QUESTIONS],
            "made_at": timezone.now(),
        },
    )
    if not apps.get_model("quality", "QualityParameters").objects.exists():
        apps.get_model("quality", "QualityParameters").objects.create()


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_surveys_and_crossed_checks")]
    operations = [migrations.RunPython(make_first, migrations.RunPython.noop)]
