# One's own settings.
settings-label = Settings
settings-account = Account
settings-security = Security
settings-sessions = Sessions
settings-export = Take it with you
