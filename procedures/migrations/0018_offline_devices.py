import django.db.models.deletion
from django.db import migrations, models

import schooladmin.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0017_submissions_and_photos"),
        ("units", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", schooladmin.core.fields.LineField(max_length=80, verbose_name="Tên máy")),
                ("secret_hash", models.CharField(editable=False, max_length=64)),
                ("created_at", models.DateTimeField()),
                ("created_by", schooladmin.core.fields.LineField(max_length=120)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_by", schooladmin.core.fields.LineField(blank=True, max_length=120)),
                ("mutation_id", models.UUIDField(editable=False)),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CodeBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("first", models.PositiveIntegerField()),
                ("last", models.PositiveIntegerField()),
                ("given_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="blocks", to="procedures.device"
                    ),
                ),
            ],
            options={
                "ordering": ["year", "first"],
            },
        ),
        migrations.CreateModel(
            name="OfflineEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("mutation_id", models.UUIDField(editable=False)),
                ("printed_due", models.DateField()),
                ("seen_at", models.DateTimeField()),
                ("refusal", schooladmin.core.fields.ProseField(blank=True)),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="procedures.device"
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.request",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
            ],
            options={
                "ordering": ["year", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(fields=("unit", "mutation_id"), name="device_once_per_form"),
        ),
        migrations.AddConstraint(
            model_name="codeblock",
            constraint=models.UniqueConstraint(fields=("unit", "year", "first"), name="code_block_begins_once"),
        ),
        migrations.AddConstraint(
            model_name="codeblock",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__gte", 1), ("last__gte", models.F("first"))), name="code_block_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="offlineentry",
            constraint=models.UniqueConstraint(fields=("unit", "year", "number"), name="offline_number_once"),
        ),
        migrations.AddConstraint(
            model_name="offlineentry",
            constraint=models.UniqueConstraint(fields=("unit", "mutation_id"), name="offline_entry_once"),
        ),
        migrations.AddConstraint(
            model_name="offlineentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("request__isnull", False), models.Q(("refusal", ""), _negated=True), _connector="OR"
                ),
                name="offline_entry_refused_or_taken",
            ),
        ),
    ]
