"""Write the coded reasons, say for whom each procedure is, and give every request its secret for the QR code."""

import secrets
from functools import partial

from django.db import migrations

from procedures.catalogue import load_reasons, unload_reasons


def forwards(apps, schema_editor):
    load_reasons(partial(apps.get_model, "procedures"))
    requests = apps.get_model("procedures", "Request")._base_manager
    waiting = list(requests.filter(public_token__isnull=True).only("pk"))
    for row in waiting:
        row.public_token = secrets.token_urlsafe(16)
    requests.bulk_update(waiting, ["public_token"], batch_size=500)


def backwards(apps, schema_editor):
    unload_reasons(partial(apps.get_model, "procedures"))


class Migration(migrations.Migration):
    dependencies = [("procedures", "0003_one_code_reasons_and_extension")]

    operations = [migrations.RunPython(forwards, backwards)]
