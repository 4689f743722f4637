"""Enter how long drafts and answers are kept and ratings may be changed."""

from django.db import migrations

from procedures.public.catalogue import RULES_SINCE, enter


def forwards(apps, schema_editor):
    enter(apps.get_model("procedures", "ApplicantRule").objects)


def backwards(apps, schema_editor):
    apps.get_model("procedures", "ApplicantRule").objects.filter(valid_from=RULES_SINCE).delete()


class Migration(migrations.Migration):
    dependencies = [("procedures", "0024_rules_for_applicants")]

    operations = [migrations.RunPython(forwards, backwards)]
