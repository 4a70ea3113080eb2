from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists are divided by what is to be looked after, put off and ended, each with an index of its own."""

    dependencies: ClassVar = [("inbox", "0005_said_by_a_rule")]
    operations: ClassVar = [
        migrations.RemoveIndex(model_name="thread", name="inbox_threa_brand_i_16baed_idx"),
        migrations.AddField(
            model_name="mention",
            name="seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="stage",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(state__in=["done", "no_reply"], then=models.Value("ended")),
                    models.When(state="later", then=models.Value("later")),
                    default=models.Value("now"),
                ),
                output_field=models.CharField(
                    choices=[("now", "To be looked after"), ("later", "Put off"), ("ended", "Ended")],
                    max_length=5,
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["brand", "stage", "-last_at", "-id"], name="inbox_threa_brand_i_77b200_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["brand", "assignee", "stage", "-last_at", "-id"],
                name="inbox_threa_brand_i_66113f_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                fields=["brand", "assignee"],
                condition=models.Q(("state", "open"), ("waiting_since__isnull", False)),
                name="thread_waits_for",
            ),
        ),
    ]
