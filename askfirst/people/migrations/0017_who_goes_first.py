"""Those whom the team looks after first are few among many: lists that begin with them read no others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("people", "0016_devices_of_visitors")]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("is_vip", True)), fields=["brand", "id"], name="contact_first"
            ),
        ),
    ]
