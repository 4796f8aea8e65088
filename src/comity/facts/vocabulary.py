"""The closed vocabulary: every fact that any law may speak of."""

from comity.facts import about_papers, about_person, about_request
from comity.facts.kinds import Vocabulary

VOCABULARY = Vocabulary.of(about_request.FACTS + about_papers.FACTS + about_person.FACTS)
