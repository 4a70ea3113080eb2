import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import askfirst.brand.spoken


class Migration(migrations.Migration):

    dependencies = [
        ('brand', '0015_postal_address'),
        ('consent', '0007_join_keys_and_liftings'),
    ]

    operations = [
        migrations.AddField(
            model_name='suppression',
            name='person_key',
            field=models.CharField(blank=True, default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='suppression',
            name='exchange',
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name='suppression',
            index=models.Index(condition=models.Q(('person_key', ''), _negated=True), fields=['brand', 'person_key'], name='suppression_of_person'),
        ),
        migrations.AddIndex(
            model_name='suppression',
            index=models.Index(condition=models.Q(('exchange__isnull', False)), fields=['exchange'], name='suppression_of_import'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='act',
            field=models.CharField(choices=[('requested', 'asked to be told'), ('confirmed', 'confirmed'), ('joined', 'joined by one press'), ('imported', 'came in an import that shows how they agreed'), ('unproven', 'came in an import that does not show how they agreed'), ('refreshed', 'said it again'), ('narrowed', 'asked for less'), ('widened', 'asked for more'), ('lapsed', 'did not confirm in time'), ('faded', 'gave no sign for so long that it no longer counts'), ('granted', 'granted an app something'), ('revoked', 'took back what an app was granted'), ('withdrawn', 'withdrew'), ('objected', 'objected'), ('suppressed', 'was put on the stop list'), ('lifted', 'was taken off the stop list'), ('retracted', 'what an import had brought was taken back')], max_length=10),
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('exchange', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('sheets', models.JSONField(default=list)),
                ('fields', models.JSONField(default=dict)),
                ('how', models.CharField(blank=True, max_length=200)),
                ('words', models.TextField(blank=True)),
                ('order', models.CharField(default='ymd', max_length=3)),
                ('is_only_list', models.BooleanField(default=False)),
                ('shared_because', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('open', 'Not begun'), ('trying', 'Being tried out'), ('tried', 'Tried out'), ('running', 'Being read'), ('done', 'Read'), ('undoing', 'Being taken back'), ('undone', 'Taken back'), ('failed', 'Broken off'), ('dropped', 'Not read')], default='open', max_length=8)),
                ('turn', models.PositiveSmallIntegerField(default=0)),
                ('at_line', models.PositiveBigIntegerField(default=0)),
                ('read', models.PositiveBigIntegerField(default=0)),
                ('total', models.PositiveBigIntegerField(default=0)),
                ('undone_upto', models.PositiveBigIntegerField(default=0)),
                ('tried', models.JSONField(default=dict)),
                ('found', models.JSONField(default=dict)),
                ('undone', models.JSONField(default=dict)),
                ('problem', askfirst.brand.spoken.SpokenText(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('began_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brand.brand')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brand.storedfile')),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='consent.list')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['trying', 'running', 'undoing'])), fields=['id'], name='import_under_way')],
            },
        ),
        migrations.CreateModel(
            name='ImportLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_try', models.BooleanField()),
                ('file', models.PositiveSmallIntegerField()),
                ('number', models.PositiveBigIntegerField()),
                ('key', models.BigIntegerField(null=True)),
                ('outcome', models.CharField(choices=[('added', 'On the list'), ('held', 'Known, not on the list'), ('stopped', 'Stopped'), ('already', 'Nothing to do'), ('refused', 'Not added'), ('unusable', 'Cannot be used')], max_length=8)),
                ('reason', models.CharField(max_length=16)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='consent.import')),
            ],
            options={
                'indexes': [models.Index(fields=['of', 'key'], name='import_line_key')],
                'constraints': [models.UniqueConstraint(fields=('of', 'is_try', 'file', 'number'), name='import_line_once')],
            },
        ),
    ]
