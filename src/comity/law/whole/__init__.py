"""The files of a pack as one whole: taken from a folder or an archive, named by one digest, laid out again.

>>> from comity.law.whole import PackFiles
>>> whole = PackFiles("us-xx", {"pack.yaml": "pack: us-xx"})
>>> PackFiles.read(whole.written()) == whole
True
"""

from comity.law.whole.files import PackFiles, files_in, files_of_archive

__all__ = ["PackFiles", "files_in", "files_of_archive"]
