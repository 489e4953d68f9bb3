"""Many tellings → one incident; incidents of one wave → one campaign.

In: the event mentions and claims of all documents, ready for matching. Out: the register's events and campaigns.
Never: a count; which statements a figure rests on is settled afterwards.
"""
