"""The whole system in one file: database, uploaded files, keys, and a manifest with a digest of every part.

The file is a plain tar: `database/...`, `files/...`, `keys/...`, and last `manifest-SHA256.json`, whose name is the
digest of its own content; behind the tar stands the digest of the whole file. A flipped bit or a cut-off end is found
before anything is written to the place that is restored to. It holds personal data and the audit key: keep it as closed
as the data folder.
"""
