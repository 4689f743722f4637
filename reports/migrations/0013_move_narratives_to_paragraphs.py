"""One text of a field becomes one typed paragraph; back again, a field's paragraphs are joined by blank lines.

Backwards, the chips in them stay as they are stored: what they stood for lives in the registers.
"""

from typing import Any

from django.db import migrations

from reports.reasons import REASONS, VALID_FROM, load


def to_paragraphs(apps: Any, schema_editor: Any) -> None:
    paragraphs = apps.get_model("reports", "Paragraph")
    rows = apps.get_model("reports", "Narrative").objects.all()
    paragraphs.objects.bulk_create(
        [
            paragraphs(
                unit_id=row.unit_id,
                report_id=row.report_id,
                field_key=row.field_key,
                order=1000,
                text=row.text,
                origin="typed",
                version=row.version,
                updated_at=row.updated_at,
                updated_by_label=row.updated_by_label,
            )
            for row in rows.iterator()
        ],
        batch_size=500,
    )
    load(apps.get_model("reports", "ReasonOption"))


def to_narratives(apps: Any, schema_editor: Any) -> None:
    narratives = apps.get_model("reports", "Narrative").objects
    rows = apps.get_model("reports", "Paragraph").objects.exclude(verdict="dropped").order_by("order", "pk")
    joined: dict[tuple[int, str], Any] = {}
    texts: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        joined[row.report_id, row.field_key] = row
        texts.setdefault((row.report_id, row.field_key), []).append(row.text)
    for (report_id, field_key), last in joined.items():
        narratives.create(
            unit_id=last.unit_id,
            report_id=report_id,
            field_key=field_key,
            text="\n\n".join(texts[report_id, field_key]),
            version=last.version,
            updated_at=last.updated_at,
            updated_by_label=last.updated_by_label,
        )
    apps.get_model("reports", "Paragraph").objects.all().delete()
    codes = [code for code, *_rest in REASONS]
    apps.get_model("reports", "ReasonOption").objects.filter(code__in=codes, valid_from=VALID_FROM).delete()


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_paragraphs_reasons_and_comments")]

    operations = [migrations.RunPython(to_paragraphs, to_narratives)]
