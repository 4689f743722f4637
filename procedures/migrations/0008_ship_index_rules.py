"""Enter the items of the service index of Decision 766/QĐ-TTg that a school can compute."""

from django.db import migrations

from procedures.statistics.catalogue import INDEX_RULES, enter


def forwards(apps, schema_editor):
    enter(apps.get_model("procedures", "IndexRule").objects)


def backwards(apps, schema_editor):
    codes = [row["code"] for row in INDEX_RULES]
    apps.get_model("procedures", "IndexRule").objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("procedures", "0007_index_rules")]

    operations = [migrations.RunPython(forwards, backwards)]
