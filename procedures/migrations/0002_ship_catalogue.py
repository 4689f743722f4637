"""Write the catalogue of procedures that ships, as rows."""

from functools import partial

from django.db import migrations

from procedures.catalogue import load, unload


def forwards(apps, schema_editor):
    load(partial(apps.get_model, "procedures"))


def backwards(apps, schema_editor):
    unload(partial(apps.get_model, "procedures"))


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_catalogue_and_register")]

    operations = [migrations.RunPython(forwards, backwards)]
