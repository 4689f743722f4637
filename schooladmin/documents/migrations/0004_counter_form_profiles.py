from django.db import migrations

from schooladmin.documents.catalogue import SLIP_PROFILES


def load(apps, schema_editor):
    model = apps.get_model("documents", "FormatProfile")
    for row in SLIP_PROFILES:
        model.objects.update_or_create(
            regime=row["regime"],
            valid_from=row["valid_from"],
            defaults={key: value for key, value in row.items() if key not in ("regime", "valid_from")},
        )


def unload(apps, schema_editor):
    model = apps.get_model("documents", "FormatProfile")
    for row in SLIP_PROFILES:
        model.objects.filter(regime=row["regime"], valid_from=row["valid_from"], code=row["code"]).delete()


class Migration(migrations.Migration):
    """The forms of the one-stop counter, for the days on which each circular holds."""

    dependencies = [("documents", "0003_counter_forms")]

    operations = [migrations.RunPython(load, unload)]
