"""Files that people hand in: kept once with their digest, never changed, given back only as a download.

    stored = files.keep(actor, request.FILES["berkas"], kinds=files.DOCUMENTS)    # Refused(field="file") says why not
    return files.response(stored)                      # in a view that has checked the permission

A form asks for one with `files.UploadField(kinds=files.DOCUMENTS)`: its help says what is taken and how large.
A row of an app points at `StoredFile` (PROTECT); the bytes lie under MEDIA_ROOT by digest and go with the backup.

What is looked at (`inspect.py`): the bytes agree with the name's ending and nothing is joined to their end; PDF without
scripts, launches, forms that send, embedded files, opening actions and passwords; Office files without macros, ActiveX,
OLE objects, passwords, names that lead out, or contents that swell. It is a bounded scan, not a virus scanner: what
lies in compressed object streams of a PDF is unpacked up to a limit; what a viewer does with a good file is not judged.
EXIF data of photos (place, camera) are kept as handed in: a file is evidence and is never rewritten. A photo that is
meant for everybody goes through `bare.bare` first.
"""

from pendopo.kernel.files.forms import UploadField
from pendopo.kernel.files.kinds import DOCUMENTS, IMAGES, MOST_BYTES, PDF
from pendopo.kernel.files.names import clean_name
from pendopo.kernel.files.services import keep, keep_bytes, path_of, response, verify

__all__ = [
    "DOCUMENTS", "IMAGES", "MOST_BYTES", "PDF", "UploadField", "clean_name", "keep", "keep_bytes", "path_of",
    "response", "verify",
]  # fmt: skip
