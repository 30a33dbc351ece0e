"""People: who they are, what they hold, how they come in and leave."""
