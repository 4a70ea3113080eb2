"""What somebody did, and how they stand to us, remembers the address: windows and edges are an address's own."""

import django.db.models.deletion
from django.db import migrations, models

from askfirst.brand.append_only import append_only_but_for


class Migration(migrations.Migration):

    dependencies = [
        ('brand', '0011_what_each_wants_to_hear_of'),
        ('people', '0013_found_by_words'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='relationship',
            name='one_edge_that_holds',
        ),
        migrations.AddField(
            model_name='engagement',
            name='handle',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.handle'),
        ),
        migrations.AddField(
            model_name='relationship',
            name='handle',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.handle'),
        ),
        migrations.AddField(
            model_name='sighting',
            name='handle',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.handle'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.UniqueConstraint(condition=models.Q(('handle', None), ('until', None)), fields=('contact', 'channel', 'kind'), name='one_edge_that_holds'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('handle', 'channel', 'kind'), name='one_edge_of_an_address'),
        ),
        # SQLite made both tables anew.  By which address something was done can be learned later, as whose it was.
        append_only_but_for(("contact_id", "handle_id"), "people_engagement", "people_sighting"),
    ]
