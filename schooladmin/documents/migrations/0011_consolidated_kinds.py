from django.db import migrations

from schooladmin.documents.kinds import KINDS

_NEW = ("consolidated", "consolidated-party")


def load(apps, schema_editor):
    kinds = apps.get_model("documents", "DocumentKind")
    for row in KINDS:
        if row["code"] in _NEW:
            kinds.objects.get_or_create(
                code=row["code"],
                valid_from=row["valid_from"],
                defaults={key: value for key, value in row.items() if key not in ("code", "valid_from")},
            )


def unload(apps, schema_editor):
    apps.get_model("documents", "DocumentKind").objects.filter(code__in=_NEW).delete()


class Migration(migrations.Migration):
    """The consolidated reports of an office, for the days on which each regulation holds."""

    dependencies = [("documents", "0010_ship_portal_layouts")]

    operations = [migrations.RunPython(load, unload)]
