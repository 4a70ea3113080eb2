from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A list that was deleted can be brought back; a batch keeps what was before in a line for each conversation."""

    dependencies: ClassVar = [("inbox", "0006_stages_of_threads"), ("work", "0001_initial")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="BatchLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("is_put_back", models.BooleanField(default=False)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="work.batch"
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inbox.thread"
                    ),
                ),
            ],
        ),
        migrations.RemoveField(model_name="batch", name="before"),
        migrations.RemoveField(model_name="batch", name="problems"),
        migrations.AddField(
            model_name="batch", name="by", field=models.CharField(blank=True, max_length=120)
        ),
        migrations.AddField(model_name="batch", name="ended_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="batch", name="is_put_away", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="batch", name="left", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(
            model_name="batch", name="says", field=models.CharField(default="", max_length=200)
        ),
        migrations.AddField(model_name="batch", name="total", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="view", name="deleted_at", field=models.DateTimeField(null=True)),
        migrations.AlterField(model_name="view", name="query", field=models.CharField(max_length=1000)),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["member", "-id"], name="work_batch_member__127875_idx"),
        ),
        migrations.AddConstraint(
            model_name="view",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None), ("member__isnull", False)),
                fields=("member", "name"),
                name="view_once_per_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="view",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None), ("member", None)),
                fields=("brand", "name"),
                name="view_once_per_team",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchline",
            constraint=models.UniqueConstraint(
                fields=("batch", "thread"), name="one_line_per_batch_and_thread"
            ),
        ),
    ]
