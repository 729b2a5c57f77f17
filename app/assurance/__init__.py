"""保証報告書・認証: what auditors and bodies have written about providers, for every engagement that reaches them."""
