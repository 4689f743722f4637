"""Enter the two sets of forms of the one-stop counter and the page of the notice board."""

from django.db import migrations

from procedures.papers.catalogue import enter, remove


def forwards(apps, schema_editor):
    enter(apps.get_model("procedures", "PaperForm").objects)


def backwards(apps, schema_editor):
    remove(apps.get_model("procedures", "PaperForm").objects)


class Migration(migrations.Migration):
    dependencies = [("procedures", "0009_paper_forms")]

    operations = [migrations.RunPython(forwards, backwards)]
