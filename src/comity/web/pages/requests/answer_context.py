"""What whoever looks at the Answer page can do there: steps and questions, each with its form, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext as _

from comity.facts import VOCABULARY, Ask, Fact, Kind
from comity.gate import Role
from comity.gate.state import Override, Review
from comity.web.access import may
from comity.web.pages.requests.disputing.standing import Disputed, TakeBackForm, disputed_now, may_be_disputed
from comity.web.pages.requests.forms.answer_forms import (
    AnswerForm,
    AskLegalForm,
    CloseForm,
    DiscloseForm,
    DutyForm,
    OverrideForm,
    PlainForm,
    ReviewForm,
    SettleForm,
)
from comity.web.pages.requests.forms.fact_forms import FactForm
from comity.web.pages.requests.forms.paper_forms import AddPaperForm
from comity.web.pages.requests.opening import Opened
from comity.web.pages.requests.places import pieces
from comity.web.pages.requests.sentences import language_of, said, said_in_parts
from comity.web.pages.requests.steps import (
    Step,
    done_duties,
    later_duties,
    may_establish,
    not_ready,
    ready_asks,
    steps,
    waiting_reviews,
)
from comity.web.pages.requests.telling import Question, Told
from comity.web.pages.requests.words import LETTERS, WHO_CAN_SAY, ask_list, ask_words, duty_words

FormT = TypeVar("FormT", bound=forms.Form)
NEXT_STEPS, FIRST_QUESTIONS = 3, 3


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step with its form, and the letter that belongs to it."""

    step: Step
    heading: str
    form: forms.Form | None = None
    has_letter: bool = False


@dataclass(frozen=True, slots=True)
class FactAsked:
    """A fact of an open question: the form for whoever may say it, or who that is."""

    fact: Fact
    says: str
    form: FactForm | None
    who: str
    is_list: bool
    may_say: bool


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """An open question on the page."""

    number: int
    question: Question
    asks: str
    facts: tuple[FactAsked, ...]
    waits_for_legal: bool
    may_ask_legal: bool  # not where legal has been asked, or the reader cannot ask

    @property
    def is_one(self) -> bool:
        """Whether one form asks exactly this question, so that it need not be read twice."""
        return len(self.facts) == 1 and self.facts[0].form is not None


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """A question to legal, with the form for legal."""

    review: Review
    about: str
    form: ReviewForm | None


@dataclass(frozen=True, slots=True)
class OverrideShown:
    """An override that waits for a second person, with the form for that person."""

    override: Override
    about: str
    form: SettleForm | None
    is_own: bool


def offered(told: Told, bound: forms.Form | None) -> dict[str, Any]:
    """The part of the page's context that depends on who looks."""
    opened = told.opened
    found = [_step(step, told, bound) for step in steps(told)]
    questions = [_question(number, each, told, bound) for number, each in enumerate(told.questions, start=1)]
    shown = [] if opened.is_closed else questions
    return {
        "next_steps": found[:NEXT_STEPS],
        "further_steps": found[NEXT_STEPS:],
        "later": [(_must(told, duty.ref), duty) for duty in later_duties(opened)],
        "done_steps": [(_must(told, duty.ref), duty) for duty in done_duties(opened)],
        "add_paper_form": _adding(opened, bound),
        "missing": [(ask_words(ask), why) for ask, why in not_ready(opened)],
        "questions": shown[:FIRST_QUESTIONS],
        "further_questions": shown[FIRST_QUESTIONS:],
        "reviews": [_review(each, opened, bound) for each in waiting_reviews(opened)],
        "overrides": [_waiting_override(each, opened, bound) for each in _waiting_overrides(opened)],
        "override_form": _override_form(opened, bound),
        "disclose_form": _disclose_form(opened, bound),
        "close_form": _close_form(opened, bound),
        "disputed": _disputed(opened, bound),
        "disputable": may_be_disputed(opened) if opened.is_staff and not opened.is_closed else [],
        "pieces": list(pieces(opened)) if may(opened.actor, "establish_fact") else [],
        "correctable": [] if opened.is_closed else _correctable(opened),
    }


def is_offered(bound: forms.Form, shown: dict[str, Any]) -> bool:
    """Whether a form that was sent stands on the page again, with what was typed in it."""
    alone = ("add_paper_form", "override_form", "disclose_form", "close_form")
    each_with = [each for name in ("next_steps", "further_steps", "reviews", "overrides") for each in shown[name]]
    asked = [fact for name in ("questions", "further_questions") for each in shown[name] for fact in each.facts]
    there = [*(each.form for each in (*each_with, *asked)), *(shown[name] for name in alone)]
    return any(form is bound for form in (*there, *(form for _about, form, _settles in shown["disputed"])))


def _taken(made: FormT, bound: forms.Form | None) -> FormT:
    """The form that was sent and not taken, in the place of a fresh one."""
    return bound if bound is not None and bound.prefix == made.prefix else made


def _must(told: Told, ref: str) -> str:
    owed = next((each.duty.must for each in told.duties if each.duty.at.ref == ref), "")
    return duty_words(owed)


def _step(step: Step, told: Told, bound: forms.Form | None) -> StepShown:
    opened, actor = told.opened, told.opened.actor
    heading, form, letter = step.heading, None, False
    if step.kind == "answer":
        form = _taken(AnswerForm(ready_asks(opened)), bound)
    elif step.kind == "ask_legal" and step.ask and may(actor, "ask_legal"):
        start = {"ask": step.ask.value, "question": _opening_question(step.ask, opened)}
        fresh = AskLegalForm(initial=start, auto_id=f"id_step_{step.ask.value}_%s")
        is_this = isinstance(bound, AskLegalForm) and bound.data.get("legal-ask") == step.ask.value
        form = _taken(fresh, bound if is_this else None)
    elif step.kind == "duty" and step.duty:
        heading = _must(told, step.duty.ref)
        must = next((each.duty.must for each in told.duties if each.duty.at.ref == step.duty.ref), "")
        letter = must in LETTERS
        form = _taken(DutyForm(step.duty.id), bound) if may(actor, "finish_duty") else None
    elif step.kind == "close":
        form = _close_form(opened, bound)
    elif step.kind == "start_hold":
        form = PlainForm()
    return StepShown(step, heading, form, letter)


def _opening_question(ask: Ask, opened: Opened) -> str:
    """What the desk would ask legal: the order as a question, which it may change."""
    return f"{said(opened.asked.decided[ask].order)} {said_in_parts(opened.asked.decided[ask].because)}".strip()


def _question(number: int, question: Question, told: Told, bound: forms.Form | None) -> QuestionShown:
    opened = told.opened
    facts = tuple(_fact(VOCABULARY[name], opened, bound) for name in question.facts)
    stuck = not any(each.may_say for each in facts)
    asked = {review.question for review in waiting_reviews(opened)}
    able = may(opened.actor, "ask_legal") and question.in_english not in asked
    return QuestionShown(number, question, ask_list(question.asks), facts, stuck, stuck and able)


def _fact(fact: Fact, opened: Opened, bound: forms.Form | None) -> FactAsked:
    able = opened.is_staff and may_establish(opened.actor.role, fact.name)
    is_list = fact.kind is Kind.RECORDS
    form = _taken(FactForm(fact), bound) if able and not is_list else None
    who = " / ".join(str(WHO_CAN_SAY[role]) for role in fact.established_by)
    return FactAsked(fact, said(fact.says), form, who, is_list, able)


def _review(review: Review, opened: Opened, bound: forms.Form | None) -> ReviewShown:
    form = None
    if opened.actor.role is Role.LEGAL:
        form = _taken(ReviewForm(review.id, about_ask=review.ask is not None), bound)
    return ReviewShown(review, ask_words(review.ask) if review.ask else _("A fact"), form)


def _adding(opened: Opened, bound: forms.Form | None) -> AddPaperForm | None:
    if opened.is_closed or not may(opened.actor, "record_request"):
        return None
    return bound if isinstance(bound, AddPaperForm) else AddPaperForm()


def _waiting_overrides(opened: Opened) -> list[Override]:
    found = opened.matter.overrides.values()
    return [each for each in found if each.request == opened.asked.id and each.confirmed is None]


def _waiting_override(override: Override, opened: Opened, bound: forms.Form | None) -> OverrideShown:
    own = opened.actor.name.casefold() == override.proposed_by.casefold()
    able = may(opened.actor, "settle_override", override.proposed_by) and not own
    form = _taken(SettleForm(override.id), bound) if able else None
    return OverrideShown(override, ask_words(override.ask), form, own)


def _override_form(opened: Opened, bound: forms.Form | None) -> OverrideForm | None:
    waiting = {each.ask for each in _waiting_overrides(opened)}
    asks = [ask for ask in opened.asked.unanswered if ask not in waiting]
    if opened.is_closed or not asks or not may(opened.actor, "propose_override"):
        return None
    return _taken(OverrideForm(asks), bound)


def _disclose_form(opened: Opened, bound: forms.Form | None) -> DiscloseForm | None:
    return _taken(DiscloseForm(opened.asked.asks), bound) if may(opened.actor, "disclose") else None


def _close_form(opened: Opened, bound: forms.Form | None) -> CloseForm | None:
    able = opened.actor.role in {Role.DESK, Role.SUPERVISOR} and not opened.is_closed
    return _taken(CloseForm(), bound) if able else None


def _disputed(opened: Opened, bound: forms.Form | None) -> list[tuple[Disputed, TakeBackForm | None, bool]]:
    """The disputes that stand: with the form for whoever may take one back, and whether the reader can settle it."""
    found = []
    for each in disputed_now(opened):
        form = _taken(TakeBackForm(each.fact), bound) if each.is_own else None
        of_counsel = each.claim.role == Role.COUNSEL.value and opened.actor.role is not Role.LEGAL
        able = opened.is_staff and not opened.is_closed and may_establish(opened.actor.role, each.fact.name)
        found.append((each, form, able and not of_counsel))
    return found


def _correctable(opened: Opened) -> list[tuple[str, str, str]]:
    """The facts that are stated and that whoever looks may state otherwise."""
    stated = {claim.name for claim in opened.matter.claims if claim.request in ("", opened.asked.id)}
    known = sorted(name for name in stated if name in VOCABULARY)
    able = [name for name in known if opened.is_staff and may_establish(opened.actor.role, name)]
    return [(name, said(VOCABULARY[name].question), language_of(VOCABULARY[name].question)) for name in able]
