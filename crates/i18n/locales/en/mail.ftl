# Letters. The templates are in templates/mail/; a letter begins with its bare link, hence "above".

mail-hello = Hello { $name },

mail-verify-subject = Confirm your e-mail address for { $site }
mail-verify-why = Open the link above to confirm that this e-mail address is yours. Then your account at { $site } is ready.
mail-verify-hours =
    { $hours ->
        [one] The link works once, within one hour.
       *[other] The link works once, within { $hours } hours.
    }
mail-verify-not-you = If you have not signed up at { $site }, you need do nothing. Without the link, nobody can use this address there.

mail-test-subject = Mail from { $site } arrives
mail-test-why = This is a test. If you can read it, { $site } can send letters, such as the one that confirms an e-mail address.
