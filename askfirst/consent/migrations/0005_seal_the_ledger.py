from itertools import groupby

from django.db import migrations, models

from askfirst.brand.append_only import append_only, append_only_but_for
from askfirst.consent import chain


def _seal(apps, _editor):
    """Give the lines that were written before there was a seal their places, in the order in which they were written."""
    entries = apps.get_model("consent", "Entry").objects.order_by("brand_id", "pk")
    heads = apps.get_model("consent", "ChainHead").objects
    for brand, lines in groupby(entries.iterator(chain.MANY), key=lambda entry: entry.brand_id):
        number, before = 0, ""
        for entry in lines:
            number += 1
            entry.number, entry.before = number, before
            entry.evidence_digest = chain.keyed(entry.evidence)
            before = entry.seal = chain.seal(entry)
            entry.save(update_fields=["number", "before", "evidence_digest", "seal"])
        heads.create(brand_id=brand, number=number, seal=before)


class Migration(migrations.Migration):
    dependencies = [("consent", "0004_lists_and_seals")]
    operations = [
        migrations.RunPython(_seal, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("brand", "number"), name="entry_once_per_place"),
        ),
        append_only_but_for("evidence", "consent_entry"),
        append_only("consent_notice", "consent_shown"),
    ]
