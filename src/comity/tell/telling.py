"""What telling a decision needs at hand: the law as resolved for its day, the values known, how names are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.decide import Answer, Decision, evaluator_for
from comity.decide.resolve import AskLaw, NormInForce, RuleSet, base_facts
from comity.facts import VOCABULARY, Claim, Established, FactValue, Vocabulary
from comity.law import Norm
from comity.law.expressions import Expression, Member, Name, Negation, Relation
from comity.tell.conditions import clause_text, expression_clause
from comity.tell.facts import Names, value_statement
from comity.tell.spoken.phrases import ENGLISH, SOURCE, Phrases, phrases_in


@dataclass(frozen=True)
class Telling:
    """A decision with the law and the values that it was made from."""

    decision: Decision
    rules: RuleSet
    values: Mapping[str, object]
    names: Names
    phrases: Phrases = ENGLISH

    @classmethod
    def of(cls, decision: Decision, vocabulary: Vocabulary = VOCABULARY, language: str = SOURCE) -> Telling:
        """Look up again what the decision was made from; packs and evaluators are kept, so this costs little."""
        case = decision.case
        evaluator = evaluator_for(case.agency, case.pack, case.day, vocabulary)
        phrases = phrases_in(language, case.pack.stack)
        names = Names(vocabulary, evaluator.rules.definitions, phrases)
        return cls(decision, evaluator.rules, evaluator.values(case.facts, case.day), names, phrases)

    def law(self, answer: Answer) -> AskLaw:
        """The law of an ask."""
        return self.rules.laws[answer.ask]

    def in_force(self, answer: Answer, norm: Norm) -> NormInForce:
        """A norm as resolved for the day."""
        return next(found for found in self.law(answer).norms if found.norm is norm)

    def facts_behind(self, name: str) -> tuple[str, ...]:
        """The facts of the vocabulary behind a name: itself, or those that a definition rests on."""
        return tuple(sorted(base_facts(Name(name), self.rules.derived)))

    def established(self, name: str) -> tuple[Established, ...]:
        """What the case says of the facts behind a name."""
        given = self.decision.case.facts
        return tuple(given[fact] for fact in self.facts_behind(name) if fact in given)

    def source_text(self, name: str) -> str:
        """Where what is known of a name comes from; empty if nobody said."""
        found = [claim_source(claim, self.phrases) for fact in self.established(name) for claim in fact.claims]
        return "; ".join(dict.fromkeys(text for text in found if text))

    def said(self, atom: Expression, value: bool) -> str:
        """An atom of a condition that is true, or false, as a true statement; of a choice, what was chosen."""
        match atom:
            case Member(Name(name), _) | Relation(_, Name(name), _):
                return self.fact_statement(name) or self.names.says(name)
            case Name(name) if self.phrases.language != SOURCE:
                return self.names.statement(name, value)
        return clause_text(expression_clause(atom if value else Negation(atom), self.names))

    def value_given(self, name: str) -> FactValue | None:
        """The value of a fact as the case gives it; `None` while it is unknown or disputed."""
        found = self.decision.case.facts.get(name)
        return found.value if found is not None else None

    def fact_statement(self, name: str) -> str:
        """What the case says of one fact; empty if nothing."""
        value = self.value_given(name)
        return "" if value is None else value_statement(self.decision.case.facts[name].fact, value, self.phrases)


def claim_source(claim: Claim, phrases: Phrases = ENGLISH) -> str:
    """Who said so, from what, when."""
    source = claim.source
    paper = phrases(source.paper) if source.paper else ""
    parts = [f"{source.by}" if source.by else "", phrases("from {paper}", paper=paper) if paper else ""]
    parts.append(phrases.instant(source.at) if source.at else "")
    return ", ".join(part for part in parts if part)
