"""What came in → what the desk works with: redaction, sealing and the reference a reporter keeps."""
