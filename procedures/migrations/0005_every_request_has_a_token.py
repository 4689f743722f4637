from django.db import migrations, models

import procedures.models.register


class Migration(migrations.Migration):
    dependencies = [("procedures", "0004_reasons_and_tokens")]

    operations = [
        migrations.AlterField(
            model_name="request",
            name="public_token",
            field=models.CharField(
                default=procedures.models.register.new_token, editable=False, max_length=32, unique=True
            ),
        ),
    ]
