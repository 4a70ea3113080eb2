from django.db import migrations

from askfirst.brand.append_only import append_only_but_for


class Migration(migrations.Migration):
    dependencies = [("people", "0010_who_is_who")]
    operations = [
        # What happened stays as it happened; who it was can turn out to be somebody else.
        append_only_but_for("contact_id", "people_engagement", "people_sighting"),
        # The words of a proof may name the person, and are forgotten with them.
        append_only_but_for("evidence", "people_link"),
    ]
