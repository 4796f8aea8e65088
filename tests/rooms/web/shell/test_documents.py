"""Papers that are made of what the record says: nothing of it runs off the page."""

from datetime import date

from pypdfium2 import PdfDocument

INCH = 72


def test_a_number_longer_than_a_line_goes_on_in_the_next() -> None:
    from comity.web.pages.documents.content import Document, Passage
    from comity.web.pages.documents.setting import set_document

    payload, digest = "7b226170" * 60, "9e" * 32
    said = (Passage(f"Entry 4685 of the log: SHA-256 {digest}"), Passage(f"To open the commitment: payload {payload}"))
    paper = Document("Certificate of erasure", "Harbor", date(2026, 11, 28), "en", "foot", "Page {page}", said)
    (page,) = PdfDocument(set_document(paper))
    text = page.get_textpage()
    rights = [text.get_charbox(number)[2] for number in range(text.count_chars())]
    assert max(rights) <= page.get_width() - INCH + 1
    assert digest in (whole := text.get_text_range())
    assert payload in "".join(whole.split())
