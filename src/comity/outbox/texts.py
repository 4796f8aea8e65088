"""The words of messages, in English and Spanish: they name nobody, and say where to read more."""

from __future__ import annotations

from comity.outbox.message import MessageKind
from comity.outbox.ports import SendingOffice

# INVARIANT: no text has a place for a name, a booking or a charge; mail is read by others too
_ENGLISH = {
    MessageKind.CLIENT_ASKED: (
        "A federal agency asked about a client of yours",
        "A federal agency asked about a client of yours. Sign in to read it.",
    ),
    MessageKind.CLIENT_ANSWERED: (
        "We answered an agency about a client of yours",
        "We answered an agency that had asked about a client of yours. Sign in to read the answer.",
    ),
    MessageKind.CLIENT_TOLD: (
        "An agency was told something about a client of yours",
        "An agency was told something about a client of yours. Sign in to read what it was told, and why.",
    ),
    MessageKind.CLIENT_MOVED: (
        "The custody of a client of yours has changed",
        "The custody of a client of yours has changed because an agency asked. Sign in to read it now.",
    ),
    MessageKind.CLIENT_LETTER: (
        "A letter about a client of yours is ready",
        "A letter about a client of yours is ready. Sign in to read it.",
    ),
    MessageKind.ALARM: (
        "A deadline needs you",
        "A deadline needs you: {words} Sign in to see about whom, and to say that you have seen it.",
    ),
    MessageKind.REVIEW_ASKED: (
        "A question for legal",
        "Somebody asked legal a question. Sign in to read it.",
    ),
    MessageKind.SECOND_PERSON: (
        "A second person is needed",
        "Something waits until a second person has looked at it. Sign in to read it.",
    ),
}
_SPANISH = {
    MessageKind.CLIENT_ASKED: (
        "Una agencia federal preguntó por un cliente suyo",
        "Una agencia federal preguntó por un cliente suyo. Inicie sesión para leerlo.",
    ),
    MessageKind.CLIENT_ANSWERED: (
        "Respondimos a una agencia sobre un cliente suyo",
        "Respondimos a una agencia que había preguntado por un cliente suyo. Inicie sesión para leer la respuesta.",
    ),
    MessageKind.CLIENT_TOLD: (
        "Se informó a una agencia sobre un cliente suyo",
        "Se informó de algo a una agencia sobre un cliente suyo. Inicie sesión para leer qué se dijo y por qué.",
    ),
    MessageKind.CLIENT_MOVED: (
        "Cambió la custodia de un cliente suyo",
        "La custodia de un cliente suyo cambió porque una agencia lo pidió. Inicie sesión para leerlo ahora.",
    ),
    MessageKind.CLIENT_LETTER: (
        "Hay una carta sobre un cliente suyo",
        "Hay una carta sobre un cliente suyo. Inicie sesión para leerla.",
    ),
    MessageKind.ALARM: (
        "Un plazo requiere su atención",
        "Un plazo requiere su atención: {words} Inicie sesión para ver de quién se trata y confirmar que lo ha visto.",
    ),
    MessageKind.REVIEW_ASKED: (
        "Una pregunta para la asesoría jurídica",
        "Alguien hizo una pregunta a la asesoría jurídica. Inicie sesión para leerla.",
    ),
    MessageKind.SECOND_PERSON: (
        "Se necesita una segunda persona",
        "Algo espera hasta que una segunda persona lo haya visto. Inicie sesión para leerlo.",
    ),
}
_BY_LANGUAGE = {"en": _ENGLISH, "es": _SPANISH}
_NOT_FEDERAL = {
    "en": ("A federal agency asked", "An agency asked"),
    "es": ("Una agencia federal preguntó", "Una agencia preguntó"),
}
_ENDS = {
    "en": "{sign_in}\n\n{name}, {telephone}\n\nThis message was written by a machine. Nobody reads answers to it.",
    "es": "{sign_in}\n\n{name}, {telephone}\n\nEste mensaje lo escribió una máquina. Nadie lee las respuestas.",
}


def language_for(tag: str) -> str:
    """The language of ours in which somebody is written to: theirs where we have it, or English."""
    base = tag.partition("-")[0].lower()
    return base if base in _BY_LANGUAGE else "en"


def subject_and_body(
    kind: MessageKind, language: str, office: SendingOffice, *, words: str = "", federal: bool = True
) -> tuple[str, str]:
    """A subject and a body; `words` are those of an alarm, which name nobody either."""
    tag = language_for(language)
    subject, text = _BY_LANGUAGE[tag][kind]
    if not federal:
        subject, text = (part.replace(*_NOT_FEDERAL[tag]) for part in (subject, text))
    end = _ENDS[tag].format(sign_in=office.sign_in, name=office.name, telephone=office.telephone)
    return subject, f"{text.replace('{words}', words)}\n\n{end}\n"
