"""Lays the indexes by whose words things are found, and fills them with what stands there now."""

from django.db import migrations

from askfirst.brand.word_index import lay
from askfirst.people import words


class Migration(migrations.Migration):

    dependencies = [("people", "0012_takes_notices")]

    operations = [lay(words.NAMES, words.ADDRESSES, words.NAMES_ALIKE, words.ADDRESSES_ALIKE), words.lay_alike()]
