"""The comparison with LangExtract: a document, its values, a model that copies, a server, two clients."""
