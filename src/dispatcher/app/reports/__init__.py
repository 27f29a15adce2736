"""Reports: neutral documents made of what the account, the figures and the logs say, and the forms they are given."""
