4. A day inside a rolling window
--- report: s4 · Sample Wire · 2026-01-31T21:10+05:00
The number of militants killed stood at 61 on Friday alone and at 97 over the past two days, the authorities said.
--- register
claim killed militant 61..61 exact from="2026-01-30" to="2026-01-30" window=day
claim killed militant 97..97 exact hours=48 window=rolling
never figure low=158
never figure high=158
never claim killed 158..158
