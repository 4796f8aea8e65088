"""Reads a paper: which form it is, what stands in it, who signed, and whether a judge did.

>>> reading = read_here(SAMPLE)
>>> paper = reading.papers[0]
>>> paper.form, paper.nature.value
('I-200', 'administrative')
>>> [box.box for box in paper.boxes if box.tick is Tick.TICKED]
['pending_proceedings']
>>> print(paper.why)
It is an agency's form, signed by an immigration officer. No judge has signed it.

Nothing that is read is a fact. `lines_of(paper)` are the lines that a person confirms, corrects or leaves open, beside
the page; `propose(paper, confirmed)` says what follows from those that were confirmed. `read_paper` is for files that
strangers send: it reads in a child process with little memory, little time and no network.
"""

from pathlib import Path

from comity.papers.child import read_here, read_paper
from comity.papers.confining import can_confine
from comity.papers.errors import FormError, PaperRefusedError, PapersError, ReaderMissingError
from comity.papers.kept import VERSION, PageSeen, Reading, read_again, written
from comity.papers.proposing import Line, Proposal, ProposedFact, for_desk, lines_of, propose
from comity.papers.reading import (
    Box,
    FieldRead,
    Form,
    Nature,
    Paper,
    Points,
    Sign,
    Signature,
    SignerOffice,
    Tick,
    shipped_forms,
)
from comity.papers.seeing import LIMITS, Limits, Place
from comity.papers.seeing.words import reader

SAMPLE = (Path(__file__).parent / "sample.pdf").read_bytes()  # an administrative warrant of an invented person

__all__ = [
    "LIMITS",
    "SAMPLE",
    "VERSION",
    "Box",
    "FieldRead",
    "Form",
    "FormError",
    "Limits",
    "Line",
    "Nature",
    "PageSeen",
    "Paper",
    "PaperRefusedError",
    "PapersError",
    "Place",
    "Points",
    "Proposal",
    "ProposedFact",
    "ReaderMissingError",
    "Reading",
    "Sign",
    "Signature",
    "SignerOffice",
    "Tick",
    "can_confine",
    "for_desk",
    "lines_of",
    "propose",
    "read_again",
    "read_here",
    "read_paper",
    "reader",
    "shipped_forms",
    "written",
]
