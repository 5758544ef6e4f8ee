"""Our directory for others: an Open Referral UK 3.0 feed, and a spreadsheet."""
