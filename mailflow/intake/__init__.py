"""The door in: SMTP and LMTP, and a watched IMAP mailbox."""
