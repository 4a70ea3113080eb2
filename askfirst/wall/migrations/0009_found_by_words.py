"""Lays the indexes by whose words things are found, and fills them with what stands there now."""

from django.db import migrations

from askfirst.brand.word_index import lay
from askfirst.wall import words


class Migration(migrations.Migration):

    dependencies = [("wall", "0008_published_until_now")]

    operations = [lay(words.POSTS, words.COMMENTS)]
