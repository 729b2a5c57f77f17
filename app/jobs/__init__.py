"""What happens without anybody asking: mails, the head of the log, expiry, hand-overs, the nightly check."""
