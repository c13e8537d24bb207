"""表决 voting — polls, ballots, their closing, opening and counting."""
