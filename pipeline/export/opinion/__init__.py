"""The review opinion (审核意见) of one document: comments on substance by dimension, each with its place.

It is a draft for a person, who decides on every comment; nothing in it changes the record.
"""
