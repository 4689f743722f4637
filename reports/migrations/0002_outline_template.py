"""Ship the first version of the thematic outline's form."""

from typing import Any

from django.db import migrations

from reports.catalogue import FIELDS, OUTLINE


def ship(apps: Any, schema_editor: Any) -> None:
    template = apps.get_model("reports", "OutlineTemplate").objects.create(**OUTLINE)
    field = apps.get_model("reports", "TemplateField")
    for order, (key, heading, heading_en, hint, hint_en, area, procedures, training) in enumerate(FIELDS, start=1):
        field.objects.create(
            template=template,
            order=order,
            key=key,
            heading=heading,
            heading_en=heading_en,
            hint=hint,
            hint_en=hint_en,
            area_code=area,
            shows_procedures=procedures,
            shows_training=training,
        )


def withdraw(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("reports", "OutlineTemplate").objects.filter(code=OUTLINE["code"], version=OUTLINE["version"])
    apps.get_model("reports", "TemplateField").objects.filter(template__in=rows).delete()
    rows.delete()


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(ship, withdraw)]
