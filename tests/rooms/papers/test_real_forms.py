"""The blank forms that agencies publish are known as what they are, and nobody has signed them."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import typst

from comity.papers import Nature, Paper, read_here

SHARED = Path(os.environ.get("COMITY_SHARED_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data")
FORMS = {
    "I-200_2016-09_sample.pdf": "I-200",
    "I-200_2016-09.txt": "I-200",
    "I-247A_2017-02.txt": "I-247A",
    "I-247D_2015.txt": "I-247D",
    "AO_442_2011-11.txt": "AO 442",
}
PAGE = '#set page("us-letter", margin: 0.6in)\n#set text(8pt)\n#for line in json(bytes(sys.inputs.lines)) [#line \\ ]'


def paper(path: Path) -> Paper:
    """What is read of a form; of one that is known by its wording alone, set on a sheet."""
    if path.suffix == ".pdf":
        return read_here(path.read_bytes()).papers[0]
    lines = path.read_text().splitlines()
    pdf = typst.compile(PAGE.encode(), sys_inputs={"lines": json.dumps(lines)}, format="pdf")
    assert isinstance(pdf, bytes)
    return read_here(pdf).papers[0]


@pytest.mark.parametrize("name", FORMS)
def test_a_blank_form_is_known_and_unsigned(name: str, tally: Callable[..., None]) -> None:
    if not (SHARED / "forms").is_dir():
        pytest.skip("the shared data is not here; name its folder in COMITY_SHARED_DATA")
    found = paper(SHARED / "forms" / name)
    assert found.form == FORMS[name]
    assert not found.signature.is_there
    assert found.nature is Nature.CANNOT_TELL
    tally("real blank forms")
