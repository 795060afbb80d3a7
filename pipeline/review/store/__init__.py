"""Documents and decisions in a database: a file of SQLite, or PostgreSQL.

connect    a database by its URL
migrations how the tables came to be
adding     documents, each once
documents  reading a part at a time
pages      pictures of its pages, with the boxes of their words
deciding   one decision, one transaction
queue      which document is next
"""
