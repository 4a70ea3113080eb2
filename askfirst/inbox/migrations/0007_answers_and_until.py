"""A message names what it answers; what was put off says until when."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0006_stages_of_threads")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="answers",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(model_name="act", name="until", field=models.DateTimeField(null=True)),
    ]
