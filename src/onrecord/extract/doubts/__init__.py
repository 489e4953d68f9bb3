"""What speaks against a claim once it is read, whoever read it: words around it that tell that nobody was harmed so.

In: the claims of a report and its sentences. Out: the same claims; one that is spoken against has a score under which it waits
for a person, and a speaker that is none is gone. It finds no claim and never drops one.
"""
