"""The pages: rendered on the server, complete without scripts, quicker with them.

app      the application
doors    who may come in: addresses, tokens, sessions, forged requests
sheet    a form as the table that it is printed as
excerpt  the source beside it as text, with the places of values
paper    the source beside it as pages, with the places of values
items    what is open, with what may be done about it
words    both languages
"""
