"""A note may be a sentence of ours, which is longer than what it says; and members have a language."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("brand", "0011_what_each_wants_to_hear_of"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="language",
            field=models.CharField(blank=True, default="", max_length=12),
        ),
        migrations.AlterField(
            model_name="notification",
            name="title",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="notification",
            name="excerpt",
            field=models.TextField(blank=True),
        ),
    ]
