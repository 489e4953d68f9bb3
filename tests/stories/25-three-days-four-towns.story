25. One total over days and towns is never split
--- report: s25 · Sample Wire · 2026-01-28
Clashes over three days in Quetta, Gwadar, Mastung and Nushki killed 14 people, police said.
--- register
claim killed unknown 14..14 exact by-role=police
never figure low=3
never figure low=4
never claim 3..3
never claim 4..4
under acled_like figure cell.effect=killed best=14
under ucdp_like figure cell.effect=killed best=14
