import django.db.models.deletion
from django.db import migrations, models


def _required(model):
    return migrations.AlterField(
        model_name=model,
        name="channel",
        field=models.ForeignKey(
            on_delete=django.db.models.deletion.PROTECT, related_name=f"{model}s", to="brand.channel"
        ),
    )


def _once(model):
    return [
        migrations.RemoveConstraint(model_name=model, name=f"{model}_once_per_brand"),
        migrations.AddConstraint(
            model_name=model,
            constraint=models.UniqueConstraint(
                fields=("channel", "external_id"), name=f"{model}_once_per_channel"
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("wall", "0004_fill_channel")]

    operations = [
        _required("post"),
        _required("comment"),
        *_once("post"),
        *_once("comment"),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["brand", "-id"], name="wall_post_brand_i_2d2c8a_idx"),
        ),
    ]
