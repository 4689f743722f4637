from django.db import migrations

from schooladmin.documents.portals.catalogue import LAYOUTS


def load(apps, schema_editor):
    layouts = apps.get_model("documents", "PortalLayout")
    for row in LAYOUTS:
        known = {key: row[key] for key in ("code", "paper", "valid_from")}
        layouts.objects.get_or_create(**known, defaults={key: row[key] for key in row.keys() - known.keys()})


def unload(apps, schema_editor):
    layouts = apps.get_model("documents", "PortalLayout")
    for row in LAYOUTS:
        layouts.objects.filter(code=row["code"], paper=row["paper"], valid_from=row["valid_from"]).delete()


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_batches_and_portals")]
    operations = [migrations.RunPython(load, unload)]
