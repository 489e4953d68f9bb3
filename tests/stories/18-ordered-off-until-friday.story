18. Ordered off, restored later
--- report: s18 · Sample Wire · 2026-02-07
The home department ordered mobile internet suspended until Friday midnight in Quetta, citing security; operators restored it on Saturday.
--- register
disruption kind=internet status=suspended agency=ordered
