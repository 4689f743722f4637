"""Fill the register of acts from the catalogue; backwards removes exactly those rows."""

from django.db import migrations

from schooladmin.core.text import search_text
from schooladmin.legal.catalogue import ACTS


def fill(apps, schema_editor):
    documents = apps.get_model("legal", "LegalDocument")
    for act in ACTS:
        documents.objects.create(
            number=act.number,
            kind=act.kind,
            issuer=act.issuer,
            issued_on=act.issued_on,
            subject=act.subject,
            valid_from=act.valid_from,
            valid_to=act.valid_to,
            note=act.note,
            is_verified=act.is_verified,
            search_text=search_text(f"{act.number} {act.subject}"),
        )
    by_number = {row.number: row for row in documents.objects.all()}
    for act in ACTS:
        if act.replaced_by:
            documents.objects.filter(number=act.number).update(replaced_by=by_number[act.replaced_by])


def empty(apps, schema_editor):
    rows = apps.get_model("legal", "LegalDocument").objects.filter(number__in=[act.number for act in ACTS])
    rows.update(replaced_by=None)
    rows.delete()


class Migration(migrations.Migration):
    dependencies = [("legal", "0001_initial")]
    operations = [migrations.RunPython(fill, empty)]
