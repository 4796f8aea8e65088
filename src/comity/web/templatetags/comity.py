"""The components as tags: a forgotten or misspelt argument fails here, where an include would stay silent.

Each tag renders `comity/components/<name>.html`. What stands between a tag and its end is the component's body, and
is escaped as everything else in a template.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, Field
from django.template import Context
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

from comity.decide import Verdict
from comity.tell import Chart, drawn
from comity.web.components import countdown, due_text, moment_text, sign_of

register = template.Library()

USWDS = Path(__file__).resolve().parents[1] / "static" / "uswds"
ALERTS = {"info", "warning", "error", "success"}
LEVELS = {"debug": "info"}
Words = Callable[[datetime, datetime | None], str]


def _part(context: Context, name: str, **values: object) -> SafeString:
    """Render a component with these values and nothing else of the page."""
    found = context.template.engine.get_template(f"comity/components/{name}.html")
    return SafeString(found.render(context.new(values)).strip())


# --- what to do -------------------------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True, end_name="endanswer")
def answer(
    context: Context,
    content: str,
    verdict: Verdict | str,
    sentence: str,
    *,
    due: datetime | None = None,
    due_label: str = "",
    level: int = 2,
) -> SafeString:
    """The answer card: what to do, by when; the body holds what belongs to it at once, or nothing."""
    when = {"due": due, "due_label": due_label, "now": context.get("now")}
    return _part(context, "answer", sign=sign_of(verdict), sentence=sentence, body=content, level=level, **when)


@register.simple_tag(takes_context=True)
def sign(context: Context, verdict: Verdict | str, word: str = "") -> SafeString:
    """A verdict in a line of a list: shape, word, colour; the word may be more exact, as *Do not hold*."""
    return _part(context, "sign", sign=sign_of(verdict), word=word or sign_of(verdict).word)


@register.simple_tag(takes_context=True)
def deadline(context: Context, moment: datetime, now: datetime | None = None) -> SafeString:
    """When something is due, and how far off that is; `now` is that of the page."""
    at = now or context.get("now") or None
    return _part(context, "deadline", **_told(due_text, moment, at), left=countdown(moment, at) if at else None)


@register.simple_tag(takes_context=True)
def due(context: Context, moment: datetime, now: datetime | None = None) -> SafeString:
    """When something is or was due, in words."""
    return _part(context, "deadline", **_told(due_text, moment, now or context.get("now") or None), left=None)


@register.simple_tag(takes_context=True)
def moment(context: Context, moment: datetime, now: datetime | None = None) -> SafeString:
    """When something was or will be, in words."""
    return _part(context, "deadline", **_told(moment_text, moment, now or context.get("now") or None), left=None)


def _told(words: Words, moment: datetime, now: datetime | None) -> dict[str, object]:
    """A moment in the words of the screen, and in those of a paper that is read on another day."""
    return {"moment": moment, "words": words(moment, now), "full": words(moment, None)}


# --- texts ------------------------------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True, end_name="endalert")
def alert(context: Context, content: str, kind: str, heading: str = "", *, level: int = 2) -> SafeString:
    """What happened, what still works, what to do: of kind info, success, warning or error."""
    if kind not in ALERTS:
        raise template.TemplateSyntaxError(f"`{kind}` is no kind of alert; there are {', '.join(sorted(ALERTS))}")
    return _part(context, "alert", kind=kind, heading=heading, body=content, level=level)


@register.simple_block_tag(takes_context=True, end_name="endsummary")
def summary(context: Context, content: str, heading: str, *, level: int = 2) -> SafeString:
    """A summary box: what the reader takes away from a long page."""
    return _part(context, "summary", heading=heading, body=content, level=level)


@register.simple_block_tag(takes_context=True, end_name="endfold")
def fold(context: Context, content: str, heading: str, *, opened: bool = False) -> SafeString:
    """Text that is folded away on the screen and open on paper."""
    return _part(context, "fold", heading=heading, body=content, opened=opened)


@register.simple_tag(takes_context=True)
def tag(context: Context, text: str, kind: str = "plain") -> SafeString:
    """A short mark, such as *not read*: plain, strong or warning."""
    return _part(context, "tag", text=text, kind=kind)


@register.simple_tag(takes_context=True)
def status(context: Context, kind: str, word: str) -> SafeString:
    """A state by word and shape: done, waiting, late, failed or none."""
    return _part(context, "status", kind=kind, word=word)


@register.simple_tag(takes_context=True)
def nothing(context: Context, heading: str, text: str = "", url: str = "", label: str = "") -> SafeString:
    """An empty list that says so, and what may be done."""
    return _part(context, "nothing", heading=heading, text=text, url=url, label=label)


@register.simple_tag(takes_context=True)
def figure(context: Context, number: object, label: str, note: str = "") -> SafeString:
    """A number that matters, with what it counts."""
    return _part(context, "figure", number=number, label=label, note=note)


@register.simple_tag(takes_context=True)
def chart(context: Context, value: Chart, first: str = "") -> SafeString:
    """A chart, and its numbers as a table; without a name for the table's first column the page has its own table."""
    rows = list(zip(value.heads, zip(*(bars.values for bars in value.bars), strict=True), strict=True))
    picture = mark_safe(drawn(value))  # noqa: S308 - every text in it is escaped where it is drawn
    return _part(context, "chart", chart=value, picture=picture, first=first, rows=rows)


# --- rows -------------------------------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True, end_name="endcards")
def cards(context: Context, content: str) -> SafeString:
    """A list of what needs somebody, most urgent first; its body is made of `{% card %}`."""
    return _part(context, "cards", body=content)


@register.simple_block_tag(takes_context=True, end_name="endcard")
def card(
    context: Context,
    content: str,
    heading: str,
    *,
    verdict: Verdict | str = "",
    word: str = "",
    code: str = "",
    url: str = "",
    label: str = "",
) -> SafeString:
    """One thing that needs somebody: its verdict, its heading, a body of a sentence or two, and one link."""
    shown = sign_of(verdict) if verdict else None
    told = {"heading": heading, "code": code, "word": word or (shown and shown.word)}
    return _part(context, "card", sign=shown, url=url, label=label, body=content, **told)


@register.simple_block_tag(takes_context=True, end_name="endsteps")
def steps(context: Context, content: str) -> SafeString:
    """A list of steps in order; its body is made of `{% step %}`."""
    return _part(context, "steps", body=content)


@register.simple_block_tag(takes_context=True, end_name="endstep")
def step(
    context: Context, content: str, heading: str, *, done: bool = False, due: datetime | None = None
) -> SafeString:
    """One step: what to do, by when, whether it is done; the body holds a link or a button."""
    return _part(context, "step", heading=heading, body=content, done=done, due=due, now=context.get("now"))


@register.simple_block_tag(takes_context=True, end_name="endtimeline")
def timeline(context: Context, content: str) -> SafeString:
    """What happened, in order; its body is made of `{% event %}`."""
    return _part(context, "timeline", body=content)


@register.simple_block_tag(takes_context=True, end_name="endevent")
def event(context: Context, content: str, at: datetime, heading: str, *, by: str = "", seal: object = "") -> SafeString:
    """One thing that happened: when, what, who did it, and its place in the ledger."""
    return _part(context, "event", words=moment_text(at), moment=at, heading=heading, by=by, seal=seal, body=content)


@register.simple_block_tag(takes_context=True, end_name="endfacts")
def facts(context: Context, content: str) -> SafeString:
    """A list of terms and what they are here; its body is made of `{% fact %}`."""
    return _part(context, "facts", body=content)


@register.simple_block_tag(takes_context=True, end_name="endfact")
def fact(context: Context, content: str, term: str, source: str = "") -> SafeString:
    """One term, its value as the body, and where it comes from."""
    return _part(context, "fact", term=term, source=source, body=content)


@register.simple_block_tag(takes_context=True, end_name="endtable")
def table(context: Context, content: str, caption: str, *, stacked: bool = False, quiet: bool = False) -> SafeString:
    """A table with its caption, which scrolls by itself where it is too wide; the body is thead and tbody."""
    return _part(context, "table", caption=caption, body=content, stacked=stacked, quiet=quiet)


@register.simple_tag(takes_context=True)
def sort_heading(context: Context, key: str, label: str, *, numeric: bool = False) -> SafeString:
    """The heading of a column that sorts by a link: `?sort=due`, then `?sort=-due`."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    return _part(context, "sort_heading", url=f"?{query.urlencode()}", label=label, order=order, numeric=numeric)


# --- ways -------------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def breadcrumb(context: Context, trail: Sequence[tuple[str, str]]) -> SafeString:
    """Where this page stands: pairs of label and address; the last one is the page itself."""
    return _part(context, "breadcrumb", above=trail[:-1], here=trail[-1][0])


@register.simple_tag(takes_context=True)
def stepper(context: Context, labels: Sequence[str], current: int) -> SafeString:
    """How far a form of several pages has come; the first step is 1."""
    return _part(context, "stepper", labels=labels, current=current, label=labels[current - 1], total=len(labels))


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any]) -> SafeString:
    """Links to the pages of a list; what else stands in the address is kept."""
    shown = [
        (number, _address(context, number) if isinstance(number, int) else "")
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    before = _address(context, page.previous_page_number()) if page.has_previous() else ""
    after = _address(context, page.next_page_number()) if page.has_next() else ""
    return _part(context, "pagination", page=page, shown=shown, before=before, after=after)


def _address(context: Context, number: int) -> str:
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def icon(context: Context, name: str, label: str = "") -> SafeString:
    """A picture beside a word; without a label it is hidden from who listens. None without the design system."""
    if not has_design_system():
        return SafeString("")
    return _part(context, "icon", url=f"{static('uswds/img/sprite.svg')}#{name}", label=label)


# --- the frame --------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def error_summary(context: Context, *forms: BaseForm) -> SafeString:
    """There is a problem: each error of the forms with a link to its field; nothing if there is none."""
    bound = [form for form in forms if isinstance(form, BaseForm) and form.errors]
    whole = [error for form in bound for error in form.non_field_errors()]
    single = [(_focus(field), _line(field, error)) for form in bound for field in form for error in field.errors]
    hidden = [error for form in bound for field in form.hidden_fields() for error in field.errors]
    return _part(context, "error_summary", whole=[*whole, *hidden], single=single) if bound else SafeString("")


def _focus(field: BoundField) -> str:
    """The id at which an error's link ends: of a group the first of its buttons."""
    return field.subwidgets[0].id_for_label if field.use_fieldset and field.subwidgets else field.id_for_label


def _line(field: BoundField, error: str) -> str:
    """The error in a list: Django's own text for a field left empty says nothing apart from its label."""
    bare = str(error) == str(Field.default_error_messages["required"])
    return f"{field.label}{'' if str(field.label).endswith('?') else ':'} {error}" if bare else error


@register.simple_tag(takes_context=True)
def design_system(context: Context) -> SafeString:
    """The link to the design system's sheet; nothing where a build has none."""
    return _part(context, "design_system") if has_design_system() else SafeString("")


@register.simple_tag(takes_context=True)
def message_alert(context: Context, message: Message) -> SafeString:
    """One of Django's messages as an alert."""
    kind = LEVELS.get(message.level_tag, message.level_tag)
    return _part(context, "alert", kind=kind if kind in ALERTS else "info", heading="", body=message.message, live=True)


@register.simple_tag
def language_here() -> str:
    """The code of the language of this page."""
    return get_language() or "en"


@register.simple_tag
def language_name(code: str) -> str:
    """The name of a language in itself."""
    return str(get_language_info(code)["name_local"]).capitalize()


@cache
def has_design_system() -> bool:
    """Whether this build carries the design system."""
    return (USWDS / "css" / "uswds.min.css").is_file()
