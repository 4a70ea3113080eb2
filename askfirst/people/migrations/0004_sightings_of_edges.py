from django.db import migrations

from askfirst.brand.append_only import append_only


def write_down(apps, editor):
    """What the edges that stand there already say, as the sightings from which they will be drawn."""
    Relationship, Sighting = apps.get_model("people", "Relationship"), apps.get_model("people", "Sighting")
    sightings = []
    for edge in Relationship.objects.order_by("pk").iterator():
        same = {
            "brand_id": edge.brand_id,
            "contact_id": edge.contact_id,
            "channel_id": edge.channel_id,
            "kind": edge.kind,
            "source": edge.source,
            "recorded_at": edge.observed_at,
        }
        sightings.append(Sighting(holds=True, at=edge.since, **same))
        if edge.until:
            sightings.append(Sighting(holds=False, at=edge.until, **same))
    Sighting.objects.bulk_create(sightings, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_sighting")]
    operations = [
        migrations.RunPython(write_down, migrations.RunPython.noop),
        append_only("people_sighting"),
    ]
