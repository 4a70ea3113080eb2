from django.db import migrations, models

from askfirst.brand.append_only import run_sql

# SQLite makes a table anew to add such a column, and its triggers go with the old one: these are those of 0002.
SENTENCE = "a delivery needs a decision that allows it"
SQLITE = f"""
CREATE TRIGGER IF NOT EXISTS gate_delivery_allowed BEFORE INSERT ON gate_delivery
WHEN COALESCE((SELECT verdict FROM gate_decision WHERE id = NEW.decision_id), '') <> 'allow'
BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END;
CREATE TRIGGER IF NOT EXISTS gate_delivery_keeps BEFORE UPDATE OF decision_id ON gate_delivery
WHEN NEW.decision_id <> OLD.decision_id
BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END;
"""  # noqa: S608 -- a constant of ours


class Migration(migrations.Migration):
    dependencies = [("gate", "0012_recorded_by_state")]
    operations = [
        migrations.AddField(
            model_name="delivery",
            name="audience",
            field=models.CharField(default="everybody", max_length=12),
        ),
        run_sql(sqlite=SQLITE, postgresql=""),
    ]
