"""An import-linter contract: whoever needs something of another room asks at its face."""

from importlinter import Contract, ContractCheck, fields, output


class RoomFace(Contract):
    """`faces` are the modules every room may show; `doors` are single modules opened besides them.

    Rooms in `open_rooms` may be entered anywhere, rooms in `masters` may enter anywhere. The folders
    in `nests` are not rooms themselves, their children are. Tests may use the factories of others.
    """

    faces = fields.SetField(subfield=fields.StringField())
    doors = fields.SetField(subfield=fields.StringField(), required=False)
    open_rooms = fields.SetField(subfield=fields.StringField(), required=False)
    masters = fields.SetField(subfield=fields.StringField(), required=False)
    nests = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph, verbose):
        """Every import between two rooms ends at a face, a door, or a test's factories."""
        trespasses = [
            (guest, entered)
            for guest in sorted(graph.modules)
            for entered in sorted(graph.find_modules_directly_imported_by(guest))
            if not self._may(guest, entered)
        ]
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check):
        """One line for each import that went round the face."""
        for guest, entered in check.metadata["trespasses"]:
            output.print_error(f"{guest} enters {entered}, which is not a face of its room")

    def _may(self, guest, entered):
        home, visited = self._room(guest), self._room(entered)
        if "" in (home, visited) or home == visited or home in (self.masters or ()):
            return True
        if visited in (self.open_rooms or ()) or entered in (self.doors or ()):
            return True
        inside = entered[len(visited) + 1 :]
        if ".tests" in guest and inside == "tests.factories":
            return True
        # One step in and no further: a face may be a folder, its parts are private.
        return inside in self.faces

    def _room(self, module):
        """The room a module belongs to; "" for what is in no room (the package itself, libraries)."""
        parts = module.split(".")
        depth = 3 if ".".join(parts[:2]) in (self.nests or ()) else 2
        known = len(parts) >= depth and parts[0] in self.session_options["root_packages"]
        return ".".join(parts[:depth]) if known else ""
