import django.db.models.deletion
from django.db import migrations, models

from askfirst.brand.append_only import never_altered


class Migration(migrations.Migration):
    dependencies = [("brand", "0012_sentences_in_every_language")]

    operations = [
        migrations.CreateModel(
            name="Earlier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("external_id", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="brand.brand"),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier",
                        to="brand.channel",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["channel", "external_id"], name="earlier_of_one")],
            },
        ),
        never_altered("brand_earlier"),
    ]
