"""Fill the names of bodies that no longer exist; backwards removes exactly those rows."""

from datetime import date

from django.db import migrations

from schooladmin.legal.catalogue import BODIES


def fill(apps, schema_editor):
    bodies = apps.get_model("legal", "FormerBody")
    for body in BODIES:
        bodies.objects.create(
            name=body.name,
            successor=body.successor,
            valid_from=date.fromisoformat(body.begins),
            valid_to=date.fromisoformat(body.ends),
            basis=body.basis,
        )


def empty(apps, schema_editor):
    names = [body.name for body in BODIES]
    apps.get_model("legal", "FormerBody").objects.filter(name__in=names).delete()


class Migration(migrations.Migration):
    dependencies = [("legal", "0003_former_bodies")]
    operations = [migrations.RunPython(fill, empty)]
