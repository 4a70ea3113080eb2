"""Email as a network: SMTP out (`smtp`), IMAP in (`mailbox`), and the mails themselves in between.

Envelope ── compose ──> bytes ── smtp ──> the server
the server ── mailbox ──> bytes ── parse, bounces ──> Events
"""
