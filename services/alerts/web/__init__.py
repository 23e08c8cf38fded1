"""The page behind the link in a mail, where a body sees its alert and answers: server-rendered, without scripts."""
