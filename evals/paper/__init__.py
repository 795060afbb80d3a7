"""Forms as they lie in an archive: our records printed as documents, written to files and read back."""
