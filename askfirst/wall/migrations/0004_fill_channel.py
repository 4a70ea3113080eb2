from django.db import migrations


def fill(apps, schema_editor):
    """Until now everything stood on the brand's page."""
    page = apps.get_model("wall", "Page")
    for one in page.objects.all():
        apps.get_model("wall", "Post").objects.filter(page=one).update(channel=one.channel_id)
        apps.get_model("wall", "Comment").objects.filter(post__page=one).update(channel=one.channel_id)


class Migration(migrations.Migration):
    # By itself: PostgreSQL alters no table whose rows this transaction has changed.
    dependencies = [("wall", "0003_other_networks")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
