27. Fourteen cities named, sixteen listed
--- report: s27 · Sample Wire · 2026-01-28
The group spoke of 14 cities that it had hit: Quetta, Gwadar, Mastung, Nushki, Kharan, Panjgur, Turbat, Pasni, Kalat, Khuzdar, Sibi, Mach, Hub, Awaran, Harnai and Zhob.
--- register
contradiction kind=arithmetic
