"""The command `newsbrief doctor`, which checks an installation and explains how to fix problems."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import context

if TYPE_CHECKING:
    from bot.render.doctor_report import Finding


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each finding.")
@click.option("--offline", is_flag=True, help="Don't ask Slack.")
def doctor(*, as_json: bool, offline: bool) -> None:
    """Check the installation, and explain what to fix.

    The exit status is 1 if something is wrong.
    """
    from bot.render import doctor_report  # noqa: PLC0415 - SQLite loads slowly; help and wrong use need none

    findings = examine(offline=offline)
    if as_json:
        for finding in findings:
            text, fix = doctor_report.describe_finding(finding)
            row = {"area": finding.area, "severity": finding.severity, "diagnosis": finding.diagnosis}
            click.echo(json.dumps({**row, "text": text, "fix": fix}, ensure_ascii=False))
    else:
        click.echo(doctor_report.describe_report(findings))
    sys.exit(any(finding.severity is doctor_report.Severity.ERROR for finding in findings))


def examine(*, offline: bool = False) -> list[Finding]:
    """Run all checks, and return their findings in the order of the report."""
    from bot.cli.server import local_checks  # noqa: PLC0415 - see doctor
    from bot.render import doctor_report as report  # noqa: PLC0415 - see doctor
    from bot.render.doctor_report import Area, Diagnosis, Finding, Severity  # noqa: PLC0415 - see doctor
    from bot.runtime import clock, data_folder, settings  # noqa: PLC0415 - see doctor
    from news.errors import SettingsError, StoreError  # noqa: PLC0415 - see doctor

    env = settings.load_environment(Path.cwd())
    home = settings.data_folder(env)
    now = context.current_time()
    findings = [
        *local_checks.check_settings(env, dict.fromkeys((Path.cwd() / ".env", home / ".env"))),
        *local_checks.check_folder(home),
        *local_checks.check_database(home, now),
        *local_checks.check_disk(home),
    ]
    team = ""
    try:
        app_settings = settings.load_settings(env)
    except SettingsError:
        values = {"summary": report.SLACK_SKIPPED}
        findings.append(Finding(Area.SLACK, Diagnosis.OK, values, Severity.NOTE))
    else:
        if not offline:
            from bot.cli.server import slack_checks  # noqa: PLC0415 - Slack's libraries load slowly

            slack_findings, team = slack_checks.check_slack(app_settings, clock.make_clock(env))
            findings += slack_findings
    # The lock and a new database would be signs of a bot that has run here.
    if not (home / settings.DATABASE_FILE).is_file():
        return findings
    findings += local_checks.check_bot(home, now)
    try:
        with data_folder.open_store(home) as store:
            findings += local_checks.check_sources(store, team)
            findings += local_checks.check_digests(store, team)
    except StoreError:
        pass  # the check of the database has said it
    return findings
