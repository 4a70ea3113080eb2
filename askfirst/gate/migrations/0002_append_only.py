from django.db import migrations

from askfirst.brand.append_only import append_only, run_sql

# A delivery needs a decision that says allow, and keeps it: the database refuses anything else, whoever writes.
SENTENCE = "a delivery needs a decision that allows it"

SQLITE = """
CREATE TRIGGER gate_delivery_allowed BEFORE INSERT ON gate_delivery
WHEN COALESCE((SELECT verdict FROM gate_decision WHERE id = NEW.decision_id), '') <> 'allow'
BEGIN SELECT RAISE(ABORT, '{sentence}'); END;
CREATE TRIGGER gate_delivery_keeps BEFORE UPDATE OF decision_id ON gate_delivery
WHEN NEW.decision_id <> OLD.decision_id
BEGIN SELECT RAISE(ABORT, '{sentence}'); END;
""".format(sentence=SENTENCE)

POSTGRESQL = """
CREATE FUNCTION gate_delivery_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP = 'UPDATE' AND NEW.decision_id <> OLD.decision_id)
     OR COALESCE((SELECT verdict FROM gate_decision WHERE id = NEW.decision_id), '') <> 'allow' THEN
    RAISE EXCEPTION '{sentence}';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gate_delivery_allowed BEFORE INSERT OR UPDATE OF decision_id ON gate_delivery
FOR EACH ROW EXECUTE FUNCTION gate_delivery_allowed();
""".format(sentence=SENTENCE)


class Migration(migrations.Migration):
    dependencies = [("gate", "0001_initial")]
    operations = [
        append_only("gate_decision", "gate_attempt", "gate_receipt"),
        run_sql(sqlite=SQLITE, postgresql=POSTGRESQL),
    ]
