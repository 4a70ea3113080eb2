"""Lays the indexes by whose words things are found, and fills them with what stands there now."""

from django.db import migrations

from askfirst.brand.word_index import lay
from askfirst.inbox import words


class Migration(migrations.Migration):

    dependencies = [("inbox", "0008_kept_drafts")]

    operations = [lay(words.MESSAGES, words.NOTES, words.SUBJECTS)]
