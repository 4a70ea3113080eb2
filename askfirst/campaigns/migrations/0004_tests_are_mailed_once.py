import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from askfirst.brand.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_no_lease_and_digests")]
    operations = [
        migrations.CreateModel(
            name="Mailed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "test",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailed",
                        to="campaigns.test",
                    ),
                ),
            ],
        ),
        append_only("campaigns_mailed"),
    ]
