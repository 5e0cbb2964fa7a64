# What staff and the command line did.
nav-log = Log
log-heading = Log
log-note = What staff and the command line did, newest first. Networks are forgotten after 90 days.
log-none = Nothing has been done yet.
log-deed = What
log-target = To whom or what
log-details = Details
log-actor = Who
log-from = From where
log-at = When
log-via-web = Page
log-via-api = API
log-via-cli = Command line
log-via-site = The site itself
