"""The review: a person confirms records beside their source, and every decision is kept.

parts      a result cut into its forms, so that a decision reads and writes one form
state      what decisions make of a part: the record now, what is still open (pure functions)
places     where its values stand in the source and on the pages
store      documents, their pages and decisions in SQLite or PostgreSQL
web        the pages
"""
