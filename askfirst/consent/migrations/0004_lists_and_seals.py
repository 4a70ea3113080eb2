import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


_TRIGGERS = ("consent_entry_append_only", "consent_entry_no_update", "consent_entry_no_delete")


def _open(_apps, editor):
    for name in _TRIGGERS:
        on = " ON consent_entry" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('brand', '0011_what_each_wants_to_hear_of'),
        ('consent', '0003_suppression_member'),
        ('people', '0014_by_which_address'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # What is written can be sealed once, by the next step, which closes the table again.
        migrations.RunPython(_open, migrations.RunPython.noop),
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('brand', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='brand.brand')),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('seal', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='List',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('about', models.TextField(blank=True)),
                ('purpose', models.CharField(choices=[('marketing', 'News and offers'), ('event', 'Events'), ('survey', 'Questions to you')], default='marketing', max_length=20)),
                ('most', models.PositiveSmallIntegerField(default=1)),
                ('days', models.PositiveSmallIntegerField(default=7)),
                ('networks', models.JSONField(default=list)),
                ('keyword', models.CharField(blank=True, max_length=40)),
                ('months', models.PositiveSmallIntegerField(null=True)),
                ('is_internal', models.BooleanField(default=False)),
                ('is_open', models.BooleanField(default=True)),
                ('single_because', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('none', 'Not on it'), ('pending', 'Asked, not confirmed yet'), ('active', 'On it'), ('stale', 'No longer counted on'), ('left', 'Left'), ('blocked', 'Stopped everything'), ('unproven', 'Imported without proof')], max_length=8)),
                ('basis', models.CharField(default='none', max_length=20)),
                ('given_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('objected_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('language', models.CharField(max_length=12)),
                ('text', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('networks', models.JSONField(default=list)),
                ('most', models.PositiveSmallIntegerField(null=True)),
                ('days', models.PositiveSmallIntegerField(default=7)),
                ('quiet_from', models.PositiveSmallIntegerField(null=True)),
                ('quiet_until', models.PositiveSmallIntegerField(null=True)),
                ('paused_until', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(default='email', max_length=20)),
                ('address', models.CharField(blank=True, max_length=254)),
                ('endpoint', models.CharField(max_length=64)),
                ('person_key', models.CharField(max_length=64)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('language', models.CharField(max_length=12)),
                ('exchange', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('mechanism', models.CharField(max_length=12)),
                ('place', models.CharField(max_length=200)),
                ('token', models.CharField(max_length=64, unique=True)),
                ('code', models.CharField(blank=True, max_length=64)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('origin', models.CharField(blank=True, max_length=45)),
                ('agent', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('mailed_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('lapsed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Shown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exchange', models.UUIDField(default=uuid.uuid4)),
                ('endpoint', models.CharField(blank=True, max_length=64)),
                ('place', models.CharField(max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='suppression',
            name='one_suppression_that_holds',
        ),
        migrations.AddField(
            model_name='entry',
            name='before',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entry',
            name='endpoint',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='entry',
            name='evidence_digest',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entry',
            name='exchange',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='mechanism',
            field=models.CharField(blank=True, choices=[('button', 'a button'), ('code', 'a typed code'), ('form', 'a form'), ('keyword', 'a word in a conversation'), ('poll', 'an answer to a poll'), ('api', 'a program'), ('import', 'an import'), ('one_click', 'one click in the mail program'), ('mail', 'a mail'), ('link', 'the link in a message'), ('preferences', 'their preference page'), ('signal', 'a signal of the network'), ('sign_in', 'a sign-in'), ('member', 'a member of the team'), ('clock', 'time passing')], max_length=12),
        ),
        migrations.AddField(
            model_name='entry',
            name='number',
            field=models.PositiveBigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entry',
            name='place',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='entry',
            name='scope',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='entry',
            name='seal',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='suppression',
            name='until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='entry',
            name='act',
            field=models.CharField(choices=[('requested', 'asked to be told'), ('confirmed', 'confirmed'), ('joined', 'joined by one press'), ('imported', 'came in an import that shows how they agreed'), ('unproven', 'came in an import that does not show how they agreed'), ('refreshed', 'said it again'), ('narrowed', 'asked for less'), ('widened', 'asked for more'), ('lapsed', 'did not confirm in time'), ('faded', 'gave no sign for so long that it no longer counts'), ('granted', 'granted an app something'), ('revoked', 'took back what an app was granted'), ('withdrawn', 'withdrew'), ('objected', 'objected'), ('suppressed', 'was put on the stop list'), ('lifted', 'was taken off the stop list')], max_length=10),
        ),
        migrations.AlterField(
            model_name='entry',
            name='actor',
            field=models.CharField(choices=[('person', 'the person'), ('member', 'a member'), ('network', 'the network'), ('system', 'Askfirst itself')], max_length=10),
        ),
        migrations.AlterField(
            model_name='suppression',
            name='reason',
            field=models.CharField(choices=[('asked', 'the person asked us to stop'), ('blocked', 'the person blocked us'), ('complaint', 'the person reported our message'), ('member', 'a member of the team recorded it'), ('dead', 'the address does not exist any more'), ('imported', 'it stood on a stop list that was imported')], max_length=10),
        ),
        migrations.AddField(
            model_name='list',
            name='brand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lists', to='brand.brand'),
        ),
        migrations.AddField(
            model_name='list',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='entry',
            name='list',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='consent.list'),
        ),
        migrations.AddField(
            model_name='suppression',
            name='list',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suppressions', to='consent.list'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None), ('list', None)), fields=('brand', 'network', 'digest'), name='one_suppression_that_holds'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('brand', 'network', 'digest', 'list'), name='one_suppression_per_list'),
        ),
        migrations.AddField(
            model_name='membership',
            name='brand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brand.brand'),
        ),
        migrations.AddField(
            model_name='membership',
            name='contact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.contact'),
        ),
        migrations.AddField(
            model_name='membership',
            name='list',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='consent.list'),
        ),
        migrations.AddField(
            model_name='notice',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='list',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='consent.list'),
        ),
        migrations.AddField(
            model_name='entry',
            name='notice',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='consent.notice'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['list', 'occurred_at'], name='consent_ent_list_id_3d5a2b_idx'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('exchange__isnull', False)), fields=['exchange'], name='entry_exchange'),
        ),
        migrations.AddField(
            model_name='preference',
            name='brand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brand.brand'),
        ),
        migrations.AddField(
            model_name='preference',
            name='contact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preferences', to='people.contact'),
        ),
        migrations.AddField(
            model_name='preference',
            name='list',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.list'),
        ),
        migrations.AddField(
            model_name='request',
            name='brand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brand.brand'),
        ),
        migrations.AddField(
            model_name='request',
            name='contact',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.contact'),
        ),
        migrations.AddField(
            model_name='request',
            name='notices',
            field=models.ManyToManyField(related_name='requests', to='consent.notice'),
        ),
        migrations.AddField(
            model_name='shown',
            name='brand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='brand.brand'),
        ),
        migrations.AddField(
            model_name='shown',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shown', to='consent.notice'),
        ),
        migrations.AddConstraint(
            model_name='list',
            constraint=models.UniqueConstraint(fields=('brand', 'slug'), name='list_once_per_brand'),
        ),
        migrations.AddConstraint(
            model_name='list',
            constraint=models.UniqueConstraint(condition=models.Q(('keyword', ''), _negated=True), fields=('brand', 'keyword'), name='one_list_per_keyword'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['list', 'state', 'contact'], name='consent_mem_list_id_aa829b_idx'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('list', 'contact'), name='membership_once_per_list'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('list', 'version', 'language'), name='notice_once_per_version'),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.UniqueConstraint(fields=('contact', 'list'), name='preference_once_per_list'),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.UniqueConstraint(condition=models.Q(('list', None)), fields=('contact',), name='preference_once_for_all'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['brand', 'endpoint', '-asked_at'], name='consent_req_brand_i_5681ab_idx'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['brand', 'person_key', '-asked_at'], name='consent_req_brand_i_895072_idx'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(condition=models.Q(('confirmed_at', None), ('lapsed_at', None)), fields=['expires_at'], name='request_pending'),
        ),
        migrations.AddIndex(
            model_name='shown',
            index=models.Index(fields=['exchange'], name='consent_sho_exchang_de8238_idx'),
        ),
    ]
