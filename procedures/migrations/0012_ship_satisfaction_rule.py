"""Enter item 5.4 of the service index, now that applicants can say how content they are."""

from django.db import migrations

from procedures.statistics.catalogue import enter


def forwards(apps, schema_editor):
    enter(apps.get_model("procedures", "IndexRule").objects)


def backwards(apps, schema_editor):
    apps.get_model("procedures", "IndexRule").objects.filter(code="5.4").delete()


class Migration(migrations.Migration):
    dependencies = [("procedures", "0011_ratings_and_lobby_screens")]

    operations = [migrations.RunPython(forwards, backwards)]
