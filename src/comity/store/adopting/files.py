"""Files of packs, each whole under its digest, and the drafts that point to them."""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from comity.law.whole import PackFiles
from comity.store.errors import LawFilesError
from comity.store.models import LawDraft, LawFiles, LawOrder

_DIGEST = re.compile(r"[0-9a-f]{64}")
LEFT_ALONE = timedelta(days=7)  # files that nothing names any more: somebody may still look at a page of them


def keep_files(files: PackFiles, at: datetime) -> str:
    """Keep the files of a pack, and say under which digest; keeping the same again changes nothing."""
    kept = {"pack": files.name, "content": files.written(), "kept_at": at}
    LawFiles.objects.get_or_create(id=files.digest, defaults=kept)
    return files.digest


def kept_files(digest: str) -> PackFiles:
    """The files of a pack again.

    Raises:
        LawFilesError: they are not here, or are not as they were kept.
    """
    content = LawFiles.objects.filter(id=digest).values_list("content", flat=True).first()
    if content is None:
        raise LawFilesError("the files of this law are not here", help="Restore the database from its backup.")
    if hashlib.sha256(content.encode()).hexdigest() != digest:
        raise LawFilesError(
            "the files of this law are not as they were sealed", help="Restore the database from its backup."
        )
    return PackFiles.read(content)


def begin_draft(files: PackFiles, *, by: str, at: datetime) -> LawDraft:
    """A new draft."""
    with transaction.atomic():
        said = {"files": keep_files(files, at), "begun_at": at, "begun_by": by, "changed_at": at, "changed_by": by}
        return LawDraft.objects.create(id=secrets.token_hex(8), pack=files.name, **said)


def change_draft(draft: LawDraft, files: PackFiles, *, by: str, at: datetime) -> bool:
    """Put other files in the place of a draft's; says whether nobody else has changed it meanwhile."""
    with transaction.atomic():
        said = {"files": keep_files(files, at), "pack": files.name, "changed_at": at, "changed_by": by}
        return bool(LawDraft.objects.filter(id=draft.id, files=draft.files).update(**said))


def remove_draft(draft: LawDraft) -> None:
    """Take a draft away; what was ordered of it stays."""
    LawDraft.objects.filter(id=draft.id).delete()


def forget_unnamed(at: datetime, folder: Path) -> None:
    """Let go of files that no draft and no order names any more, and of the folders in which they were laid out."""
    old = LawFiles.objects.filter(kept_at__lt=at - LEFT_ALONE)
    for model in (LawDraft, LawOrder):
        old = old.exclude(id__in=model.objects.values("files"))
    old.delete()
    laid_out = [each for each in folder.glob("*") if _DIGEST.fullmatch(each.name)]
    kept = set(LawFiles.objects.values_list("id", flat=True)) if laid_out else set()
    for each in laid_out:
        if each.name not in kept:
            shutil.rmtree(each, ignore_errors=True)
