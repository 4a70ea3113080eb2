"""Several workers, several campaigns, and workers that die: nobody gets it twice, nobody is lost, a last place is one place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from askfirst.campaigns import running
from askfirst.campaigns.models import Campaign
from askfirst.gate.models import Decision, Delivery
from tests.campaigns.stage import Stage, run
from tests.databases import together

if TYPE_CHECKING:
    from tests.databases import Database

WORK = """
import django, time
django.setup()
from django.conf import settings
from askfirst.campaigns import gathering, letting_go, running
from askfirst.campaigns.models import Campaign
settings.ADDRESS = "https://askfirst.test"
gathering.MANY, letting_go.BATCH = 7, 5
print("ready", flush=True)
while Campaign.objects.filter(state="running", recipients__state="waiting").exists() or Campaign.objects.filter(gathered_at=None).exists():
    running.run_due()
print("done", flush=True)
"""


def worker(database: Database) -> subprocess.Popen[str]:
    """A process of its own that lets campaigns go, in small batches."""
    environment = os.environ | {
        "DATABASE_URL": database.url,
        "DJANGO_SETTINGS_MODULE": "askfirst.config.settings",
    }
    return subprocess.Popen([sys.executable, "-c", WORK], env=environment, stdout=subprocess.PIPE, text=True)


def _is_gathering(held: Campaign) -> bool:
    return Campaign.objects.filter(pk=held.pk, gathered_at=None).exists()


def test_workers_that_are_killed_lose_nobody_and_send_to_nobody_twice(database: Database) -> None:
    stage = Stage(people=120)
    held = stage.started()
    killed = 0
    while _is_gathering(held) or (held.recipients.filter(state="released").count() < 60 and killed < 8):
        one = worker(database)
        assert one.stdout
        one.stdout.readline()
        time.sleep(0.1 * (killed % 5 + killed // 5))  # wherever it is by then, also where the machine is slow
        os.kill(one.pid, signal.SIGKILL)
        one.wait()
        one.stdout.close()
        killed += 1
    gone = stage.people[-1]
    stage.leave(gone)
    last = worker(database)
    last.communicate()
    assert last.returncode == 0
    assert killed
    assert held.recipients.count() == 120
    assert held.recipients.filter(state="released").count() == 119
    assert held.recipients.get(contact=gone).state == "refused"
    assert Delivery.objects.count() == 119
    assert Delivery.objects.values("contact").distinct().count() == 119
    assert Decision.objects.filter(verdict="allow").count() == 119, "no yes without its delivery"


def test_of_two_campaigns_for_the_last_place_of_a_person_one_gets_it(database: Database) -> None:
    stage = Stage(people=6, most=1, days=7)
    first, second = stage.started("One"), stage.started("Two")
    found = together(run, run, run)
    assert not any(isinstance(one, Exception) for one in found), found
    assert Delivery.objects.count() == 6
    assert Delivery.objects.values("contact").distinct().count() == 6
    states = [set(one.recipients.values_list("state", flat=True)) for one in (first, second)]
    assert set.union(*states) == {"released", "dropped"}


def test_four_workers_let_a_campaign_go_once(database: Database) -> None:
    stage = Stage(people=40)
    held = stage.started()
    found = together(*[run] * 4)
    assert not any(isinstance(one, Exception) for one in found), found
    run()
    assert held.recipients.filter(state="released").count() == 40
    assert Delivery.objects.count() == 40


def test_stopped_while_workers_let_it_go_nothing_leaves(database: Database) -> None:
    stage = Stage(people=40)
    held = stage.started()
    found = together(run, run, lambda: running.stop(stage.world.mara, held))
    assert not any(isinstance(one, Exception) for one in found), found
    run()
    assert set(Delivery.objects.values_list("state", flat=True)) <= {"stopped"}
    assert set(held.recipients.values_list("state", flat=True)) <= {"released", "dropped"}
    held.refresh_from_db()
    assert held.state == Campaign.State.STOPPED
