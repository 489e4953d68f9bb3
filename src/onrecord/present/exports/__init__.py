"""A view as files for other programs: tables, maps, feeds, citations and other schemes' layouts, each told what it is.

Every format is a pure function from an `Export` to files in memory; `package.pack` adds the description (Frictionless
datapackage.json), README, CITATION and licence note. The same view gives the same bytes. What may leave the house is decided
before, by `present.profiles`.
"""
