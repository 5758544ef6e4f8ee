"""Places and services: which service may this resident use, and where is it. Knows nothing of the bot.

NotAPostcode          the text is not the shape of a postcode
PostcodeFileMissing   there is no compiled postcode file yet
PostcodeFileBroken    there is one, and it cannot be read
SourceUnreadable      a packaged or downloaded source is not what it says
"""
