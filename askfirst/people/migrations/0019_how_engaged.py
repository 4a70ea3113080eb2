"""How engaged somebody is, made of what they did until now."""

import django.db.models.deletion
from django.db import migrations, models

from askfirst.brand.append_only import append_only_but_for
from askfirst.people.score_sql import KNOWN, WRITE, statement


def fill(_apps, editor):
    sql, values = statement(WRITE, KNOWN, editor.connection.vendor)
    with editor.connection.cursor() as cursor:
        cursor.execute(sql, values)


class Migration(migrations.Migration):

    dependencies = [
        ('brand', '0017_bands_of_engagement'),
        ('people', '0018_polls'),
    ]

    operations = [
        migrations.AddField(
            model_name='engagement',
            name='tone',
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='engagement',
            name='kind',
            field=models.CharField(choices=[('message', 'wrote to us'), ('comment', 'commented'), ('wall_post', 'wrote on the wall'), ('mention', 'mentioned us'), ('ask', 'asked us'), ('like', 'liked'), ('reaction', 'put a sign on a message'), ('vote', 'voted in a poll'), ('share', 'passed something on')], max_length=10),
        ),
        # SQLite made the table anew.
        append_only_but_for(("contact_id", "handle_id"), "people_engagement"),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('contact', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='score', serialize=False, to='people.contact')),
                ('value', models.FloatField(default=0)),
                ('words', models.FloatField(default=0)),
                ('light', models.FloatField(default=0)),
                ('kinds', models.PositiveIntegerField(default=0)),
                ('breadth', models.PositiveSmallIntegerField(default=0)),
                ('deeds', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField(null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='brand.brand')),
            ],
            options={
                'indexes': [models.Index(fields=['brand', '-value', 'contact'], name='score_highest_first')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
