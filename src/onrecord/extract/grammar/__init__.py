"""The grammar under the claims: words that name an effect, and the people they are done to, read off a dependency parse.
In: a parsed sentence. Out: drafts of claims with offsets into that sentence. It never looks beyond its sentence.
"""
