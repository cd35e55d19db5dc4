"""E-voting for village heads. So far: the proofs, the archive, the verifier and the rehearsal (`crypto`)."""
