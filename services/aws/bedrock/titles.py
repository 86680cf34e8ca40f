"""What an agent does on its way, in words."""

from gettext import NullTranslations


class Titles:
    def __init__(self, translations: NullTranslations) -> None:
        _ = translations.gettext
        self.knowledge = _("Searching the knowledge base {id}")
        self.collaborator = _("Asking the agent {name}")
        self.code = _("Running code")
        self.failure = _("The agent ran into a failure")
        self.guardrail = _("A guardrail stepped in")
        self.passages = _("{count} passages")
