from django.db import migrations

from schooladmin.documents.catalogue import PROFILES, SLIP_PROFILES
from schooladmin.documents.kinds import KINDS

_NEW = frozenset({"subject", "part", "item", "base", "base_pattern", "last_base_pattern", "back"})


def load(apps, schema_editor):
    kinds = apps.get_model("documents", "DocumentKind")
    for row in KINDS:
        kinds.objects.get_or_create(
            code=row["code"],
            valid_from=row["valid_from"],
            defaults={key: value for key, value in row.items() if key not in ("code", "valid_from")},
        )
    # Figures that are new in a profile; what an administrator entered or changed stays.
    profiles = apps.get_model("documents", "FormatProfile")
    for shipped in (*PROFILES, *SLIP_PROFILES):
        for profile in profiles.objects.filter(code=shipped["code"], valid_from=shipped["valid_from"]):
            profile.spec = _completed(shipped["spec"], profile.spec)
            profile.save(update_fields=["spec"])


def unload(apps, schema_editor):
    kinds = apps.get_model("documents", "DocumentKind")
    for row in KINDS:
        kinds.objects.filter(code=row["code"], valid_from=row["valid_from"]).delete()
    for profile in apps.get_model("documents", "FormatProfile").objects.all():
        profile.spec = _without(profile.spec)
        profile.save(update_fields=["spec"])


def _without(spec):
    """The figures that the older program knows: it refuses any other."""
    known = {key: value for key, value in spec.items() if key not in _NEW}
    if "papers" in known:
        known["papers"] = {size: _without(figures) for size, figures in known["papers"].items()}
    return known


def _completed(shipped, stored):
    """The stored figures, with those of the shipped ones that are missing: for the profile and for each sheet."""
    papers = {
        size: {**figures, **stored.get("papers", {}).get(size, {})}
        for size, figures in shipped.get("papers", {}).items()
    }
    return {**shipped, **stored, **({"papers": {**stored.get("papers", {}), **papers}} if papers else {})}


class Migration(migrations.Migration):
    """The kinds of papers for the days on which each regulation holds, and the figures that profiles lacked."""

    dependencies = [("documents", "0005_document_kinds")]

    operations = [migrations.RunPython(load, unload)]
