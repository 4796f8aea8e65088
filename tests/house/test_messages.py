"""Whatever the pages say in English they say in Spanish too."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

READER = Path(__file__).with_name("messages.py")


def read(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, READER, *words], capture_output=True, text=True, check=False)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A small folder of pages, in two languages, in which nothing is missing."""
    (tmp_path / "templates").mkdir()
    write(tmp_path, '{% load i18n %}{% translate "Today" %} {% card _("Open (2)") %}', "x = _('Answer')")
    read("--write", str(tmp_path))
    catalogue = tmp_path / "locale" / "es" / "LC_MESSAGES" / "django.po"
    spanish = {"Today": "Hoy", "Open (2)": "Abrir (2)", "Answer": "Responder"}
    text = catalogue.read_text()
    for one, other in spanish.items():
        text = text.replace(f'msgid "{one}"\nmsgstr ""', f'msgid "{one}"\nmsgstr "{other}"')
    catalogue.write_text(text)
    return tmp_path


def write(folder: Path, template: str, module: str) -> None:
    (folder / "templates" / "page.html").write_text(template)
    (folder / "page.py").write_text(f"from django.utils.translation import gettext_lazy as _\n{module}\n")


def test_every_message_of_the_pages_has_a_spanish_text(tally: Callable[..., None]) -> None:
    done = read()
    assert done.returncode == 0, f"{done.stdout}{done.stderr}run tests/house/messages.py --write and write Spanish"
    tally("messages in two languages", int(done.stdout.splitlines()[-1].split()[0]))


def test_pages_in_which_nothing_is_missing_pass(pages: Path) -> None:
    done = read(str(pages))
    assert done.stdout == "3 messages, 0 faults\n"
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("template", "module", "fault"),
    [
        ('{% translate "Yesterday" %}', "", "templates/page.html: no Spanish for `Yesterday`"),
        ("{% blocktranslate %}Call {{ number }}{% endblocktranslate %}", "", "no Spanish for `Call %(number)s`"),
        ('{% translate "Today" context "verdict" %}', "", "no Spanish for `Today`"),
        ('{% sign "do" _("Do (it)") %}', "", "no Spanish for `Do (it)`"),
        ('{{ word|default:_("None") }}', "", "no Spanish for `None`"),
        ("", "y = _('Sign in')", "page.py: no Spanish for `Sign in`"),
        ("", "from django.utils import translation as t\ny = t.ngettext('a day', 'days', 2)", "no Spanish for `a day`"),
    ],
)
def test_a_message_without_spanish_is_noticed(pages: Path, template: str, module: str, fault: str) -> None:
    write(pages, "{% load i18n %}" + template, module)
    done = read(str(pages))
    assert fault in done.stdout
    assert done.returncode == 1


def test_spanish_that_loses_a_value_is_noticed(pages: Path) -> None:
    write(pages, "{% load i18n %}{% blocktranslate %}Call {{ number }}{% endblocktranslate %}", "")
    read("--write", str(pages))
    catalogue = pages / "locale" / "es" / "LC_MESSAGES" / "django.po"
    catalogue.write_text(catalogue.read_text().replace('%(number)s"\nmsgstr ""', '%(number)s"\nmsgstr "Llame"'))
    assert "the Spanish leaves out a value of `Call %(number)s`" in read(str(pages)).stdout


def test_a_message_that_nobody_says_any_more_is_deleted(pages: Path) -> None:
    write(pages, "", "")
    assert read("--write", str(pages)).stdout == "0 messages, 0 faults\n"
    assert "Hoy" not in (pages / "locale" / "es" / "LC_MESSAGES" / "django.po").read_text()
