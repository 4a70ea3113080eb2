import django.db.models.deletion
from django.db import migrations, models


def _said(model):
    return [
        migrations.AddField(
            model_name=model,
            name="channel",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name=f"{model}s",
                to="brand.channel",
            ),
        ),
        migrations.AddField(model_name=model, name="is_anonymous", field=models.BooleanField(default=False)),
        migrations.AddField(model_name=model, name="remarks", field=models.JSONField(default=list)),
        migrations.AddField(model_name=model, name="files", field=models.ManyToManyField(to="brand.storedfile")),
        migrations.AddField(model_name=model, name="edited_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name=model, name="taken_back_at", field=models.DateTimeField(null=True)),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("brand", "0004_channel_health"),
        ("wall", "0002_once_per_brand"),
    ]

    operations = [
        *_said("post"),
        *_said("comment"),
        migrations.AddField(
            model_name="post",
            name="kind",
            field=models.CharField(
                choices=[("post", "post"), ("mention", "mention"), ("ask", "question")],
                default="post",
                max_length=8,
            ),
        ),
        migrations.AddField(model_name="post", name="is_placeholder", field=models.BooleanField(default=False)),
        migrations.AlterField(
            model_name="post",
            name="page",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="wall.page"
            ),
        ),
    ]
