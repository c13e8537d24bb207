"""社区 community — the bylaws of a community: how it is founded, and how it changes its rules."""
