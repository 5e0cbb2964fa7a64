# Why a request was not done: the title and the detail of a problem.
problem-400-title = That was not understood
problem-401-title = Sign in first
problem-403-title = Not allowed
problem-404-title = Nothing here
problem-405-title = Not like this
problem-409-title = That did not fit
problem-410-title = Gone
problem-413-title = Too large
problem-415-title = Wrong kind of content
problem-422-title = Some fields need attention
problem-429-title = Too many at once
problem-500-title = Something went wrong on our side
problem-503-title = Not just now

problem-bad-request = The request could not be understood.
problem-incomplete = The request ended too early. Nothing was changed.
problem-sign-in = Sign in to do this.
problem-wrong-login = That name or address and that password do not go together.
problem-suspended = This account is suspended.
problem-forbidden = This is not yours to do.
problem-verify-first = Confirm your e-mail address first. We sent you a link.
problem-cross-site = The request did not come from a page of this site. Load the page again and retry.
problem-not-found = There is nothing at this address.
problem-gone = This was deleted, and so were its pictures.
problem-method = This address does not take that kind of request.
problem-too-large = The request is larger than the site takes.
problem-content-type = Send a form or JSON.
problem-fields = Some fields need attention.
problem-link-dead = This link does not work any more. Ask for a new one.
problem-registration-closed = This site takes no new members at the moment.
problem-not-yourself = Admins cannot suspend themselves or change their own role.
problem-too-many =
    { $minutes ->
        [one] That was too often. Try again in a minute.
       *[other] That was too often. Try again in { $minutes } minutes.
    }
problem-confirm = Show once more who you are: the last time was more than 20 minutes ago.
problem-internal = We noted the fault. Nothing you typed was saved.
problem-unavailable = The site is busy or a part of it does not answer. Try again in a moment.
