5. A majority in one place
--- report: s5 · Sample Wire · 2026-01-28
Militants attacked two towns on Tuesday. Officials said 14 civilians were killed. Most of the 14 civilian deaths were in Gwadar.
--- register
#all claim killed civilian 14..14 exact
claim killed civilian 8..14 range majority_of=#all
