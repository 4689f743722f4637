from django.db import migrations

from schooladmin.documents.catalogue import PROFILES


def load(apps, schema_editor):
    model = apps.get_model("documents", "FormatProfile")
    for row in PROFILES:
        model.objects.update_or_create(
            regime=row["regime"],
            valid_from=row["valid_from"],
            defaults={key: value for key, value in row.items() if key not in ("regime", "valid_from")},
        )


def unload(apps, schema_editor):
    model = apps.get_model("documents", "FormatProfile")
    for row in PROFILES:
        model.objects.filter(regime=row["regime"], valid_from=row["valid_from"], code=row["code"]).delete()


class Migration(migrations.Migration):
    """The rules of form of Party and state papers, for the days on which they hold."""

    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
