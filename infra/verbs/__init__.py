"""命令 verbs — one file for each verb of `linli`; the file's name is the verb."""
