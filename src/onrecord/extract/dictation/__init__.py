"""The optional LLM reader: a model answers with quotes, and only what stands verbatim in the text becomes a claim.

In: a document, its sentences, a function that puts a question to a model. Out: claims and what was left out, counted.
Bounds of counts come from the number grammar, never from the model. This room is pure and never speaks to a server.
"""
