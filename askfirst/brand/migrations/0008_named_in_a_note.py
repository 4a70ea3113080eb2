"""A colleague who is named in a note is told."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("brand", "0007_rollout")]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("message", "New message"),
                    ("comment", "New comment"),
                    ("stopped", "A message was stopped"),
                    ("failed", "A message could not be delivered"),
                    ("channel", "A channel needs attention"),
                    ("given", "A conversation was given to you"),
                    ("mention", "A colleague named you"),
                ],
                max_length=10,
            ),
        ),
    ]
