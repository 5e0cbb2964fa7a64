# Personal tokens.
tokens-heading = Personal tokens
tokens-lead = A token lets a program of yours use the site without your password. Give each program its own, with no more than it needs.
tokens-none = There are none yet.
tokens-made = The token “{ $name }” is made. This is the only time it is shown:
tokens-made-how = Put it where your program looks for it. Whoever has it can act as you.
tokens-since = Made { $date }
tokens-used = last used { $date }
tokens-unused = never used
tokens-expired = Expired
tokens-until = Works until { $date }
tokens-forever = Does not expire
tokens-revoke = Revoke
tokens-new = A new token
tokens-name = Name
tokens-name-hint = So that you know later what it was for.
tokens-make = Make a token
tokens-scope = What it may do
tokens-scope-read = Look only
tokens-scope-write = Look, post and change
tokens-scope-admin = All that you may do as staff
tokens-expires = Works for
tokens-expires-7 = 7 days
tokens-expires-30 = 30 days
tokens-expires-90 = 90 days
tokens-expires-365 = a year
tokens-expires-none = as long as it is not revoked

error-scope = Choose read, write or admin.
error-scope-staff = Only staff have tokens with admin scope.
error-tokens-full =
    { $max ->
        [one] You have { $max } token, which is the most. Revoke it first.
       *[other] You have { $max } tokens, which is the most. Revoke one first.
    }
problem-scope = This token may not do that: it needs the scope { $scope }.
flash-token-revoked = The token is revoked.
