"""Enter after how many working days on the way a pupil is looked for."""

from django.db import migrations

from procedures.transfers.catalogue import RULES_SINCE, enter


def forwards(apps, schema_editor):
    enter(apps.get_model("procedures", "TransferRule").objects)


def backwards(apps, schema_editor):
    apps.get_model("procedures", "TransferRule").objects.filter(valid_from=RULES_SINCE).delete()


class Migration(migrations.Migration):
    dependencies = [("procedures", "0014_transfers_of_two_schools")]

    operations = [migrations.RunPython(forwards, backwards)]
