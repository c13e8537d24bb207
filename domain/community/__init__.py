"""社区 community — how a community begins, and the rules that it gives itself."""
