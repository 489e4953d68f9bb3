12. Two counts of escaped inmates
--- report: s12 · Sample Wire · 2026-01-28
Police said 25 inmates escaped from the prison in Mastung on Tuesday. The head of prisons said 31 had escaped and six of them were caught again by night.
--- register
claim freed 25..25 exact by=Police detail=escaped
claim freed 31..31 exact detail=escaped
claim arrested 6..6 exact detail=recaptured
contradiction kind=genuine
