"""示例社区 — The words and names that fill a sample community."""
