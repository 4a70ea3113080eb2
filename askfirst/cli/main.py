"""The `askfirst` command: every command there is, written out by hand."""

from __future__ import annotations

import sys

import typer

from askfirst.cli import (
    asking,
    audience,
    authoring,
    campaigns,
    channels,
    consents,
    credits,  # noqa: A004 -- the word for it
    demo,
    doctor,
    engagement,
    framework,
    importing,
    lists,
    past,
    personal,
    policies,
    polls,
    printing,
    requests,
    sandbox,
    serving,
    setup,
)
from askfirst.cli.exits import Exit, Failed
from askfirst.config.environment import WrongSetting

app = typer.Typer(
    name="askfirst",
    help="Ask first, then write: may we contact this person, here, with this, now?\n\n"
    "Exit codes: 0 yes or done, 1 something is wrong, 2 called in a wrong way, 3 the answer is deny, 4 the answer is hold.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("decide")(asking.decide)
app.command("reach")(asking.reach)
app.add_typer(audience.app, name="audience")
policies.app.command("test")(authoring.run_cases)
policies.app.command("coverage")(authoring.coverage)
policies.app.command("diff")(authoring.diff)
app.add_typer(policies.app, name="policy")
app.add_typer(past.app, name="decision")
app.command("demo")(demo.demo)
app.add_typer(sandbox.app, name="sandbox")
app.command("serve")(serving.serve)
app.command("worker")(serving.worker)
app.command("migrate")(serving.migrate)
app.command("doctor")(doctor.doctor)
app.add_typer(importing.app, name="import")
app.add_typer(lists.app, name="list")
app.add_typer(consents.app, name="consent")
app.add_typer(campaigns.app, name="campaign")
app.add_typer(polls.app, name="poll")
app.add_typer(setup.brands, name="brand")
app.add_typer(setup.members, name="member")
setup.channels.add_typer(setup.adding, name="add", cls=channels.Networks)
setup.channels.command("list")(channels.channel_list)
setup.channels.command("check")(channels.channel_check)
setup.channels.command("account")(credits.account)
app.add_typer(setup.channels, name="channel")
app.add_typer(credits.app, name="credits")
credits.people.command("export")(personal.export)
credits.people.command("forget")(personal.forget)
credits.people.command("engaged")(engagement.engaged)
app.add_typer(credits.people, name="people")
app.add_typer(requests.app, name="requests")
app.add_typer(setup.keys, name="key")


def run() -> None:
    """Run one command.  What a person can mend is said in one sentence; only our own mistakes show a traceback."""
    try:
        app()
    except (Failed, WrongSetting) as error:
        printing.complain(str(error))
    except Exception as error:
        if not framework.is_database_error(error):
            raise
        printing.complain(framework.unreachable(error))
    sys.exit(Exit.WRONG)
