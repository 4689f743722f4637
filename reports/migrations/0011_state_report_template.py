"""Ship the form of the state report, and the parts and feeds of both papers' forms."""

from typing import Any

from django.db import migrations

from reports.catalogue import (
    FEEDS,
    OUTLINE,
    OUTLINE_PARTS,
    STATE_FIELDS,
    STATE_PARTS,
    STATE_REPORT,
    STATE_SUBFIELDS,
)

FIRST_SUBFIELD = 100  # sub-fields stand behind all fields in the order of the template, which is unique


def ship(apps: Any, schema_editor: Any) -> None:
    templates = apps.get_model("reports", "OutlineTemplate").objects
    state = templates.create(**STATE_REPORT)
    fields = apps.get_model("reports", "TemplateField").objects
    by_key = {}
    for order, (key, heading, heading_en, hint, hint_en, area, procedures, training) in enumerate(STATE_FIELDS, 1):
        by_key[key] = fields.create(
            template=state,
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
    for order, (key, code, heading, heading_en) in enumerate(STATE_SUBFIELDS, FIRST_SUBFIELD + 1):
        fields.create(
            template=state,
            parent=by_key[key],
            order=order,
            key=f"{key}_{code.replace('.', '_')}",
            heading=heading,
            heading_en=heading_en,
            area_code=by_key[key].area_code,
            sub_item_code=code,
        )
    outline = templates.filter(code=OUTLINE["code"], version=OUTLINE["version"]).first()
    for template, parts in ((outline, OUTLINE_PARTS), (state, STATE_PARTS)):
        if template is not None:
            _describe(apps, template, parts)


def _describe(apps: Any, template: Any, parts: Any) -> None:
    """Give a template its parts, and each of its fields what fills it."""
    rows = apps.get_model("reports", "TemplatePart").objects
    for order, (number, heading, heading_en, kind, level) in enumerate(parts, 1):
        rows.create(
            template=template,
            order=order,
            number=number,
            heading=heading,
            heading_en=heading_en,
            kind=kind,
            level=level,
        )
    feeds = apps.get_model("reports", "Feed").objects
    for field in apps.get_model("reports", "TemplateField").objects.filter(template=template, parent__isnull=True):
        sources = [("results", "", ""), *(row[1:] for row in FEEDS if row[0] == field.key)]
        for order, (kind, key, sentence) in enumerate(sources, 1):
            feeds.create(field=field, order=order, kind=kind, key=key, sentence=sentence)


def withdraw(apps: Any, schema_editor: Any) -> None:
    """Take back what was shipped; quarters that pinned the state form forget it."""
    templates = apps.get_model("reports", "OutlineTemplate").objects
    state = templates.filter(code=STATE_REPORT["code"], version=STATE_REPORT["version"])
    shipped = state | templates.filter(code=OUTLINE["code"], version=OUTLINE["version"])
    fields = apps.get_model("reports", "TemplateField").objects
    apps.get_model("reports", "Feed").objects.filter(field__template__in=shipped).delete()
    apps.get_model("reports", "TemplatePart").objects.filter(template__in=shipped).delete()
    apps.get_model("reports", "Round").objects.filter(state_template__in=state).update(state_template=None)
    apps.get_model("reports", "Snapshot").objects.filter(state_template__in=state).update(state_template=None)
    fields.filter(template__in=state, parent__isnull=False).delete()
    fields.filter(template__in=state).delete()
    state.delete()


class Migration(migrations.Migration):
    dependencies = [("reports", "0010_amendments")]
    operations = [migrations.RunPython(ship, withdraw)]
