"""What people are told: notices on the site, and letters by e-mail."""
