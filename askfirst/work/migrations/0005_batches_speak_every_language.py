"""What a batch does may be a sentence of ours, which is longer than what it says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0004_asked_at_its_hour"),
    ]

    operations = [
        migrations.AlterField(
            model_name="batch",
            name="says",
            field=models.TextField(default=""),
        ),
    ]
