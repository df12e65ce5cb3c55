"""What is written about okno is true of okno: settings, commands, links, decisions, metadata."""

import re
import tomllib

import yaml

from okno.config import addresses, cli, env
from tests.house import tree

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)(?: \"[^\"]*\")?\)")
_FENCE = re.compile(r"^```.*?^```", re.S | re.M)
_DOCSTRING = re.compile(r'"""[^"].*?"""', re.S)
_DECISION = ("**Context.**", "**Choice.**", "**What we gave up.**", "**Revisit**")


def _pages():
    found = [
        path
        for folder, pattern in (
            (tree.ROOT, "*.md"),
            (tree.ROOT / "docs", "**/*.md"),
            (tree.HOUSE, "**/*.md"),
        )
        for path in sorted(folder.glob(pattern))
    ]
    assert {"README.md", "STYLE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"} <= {
        path.name for path in found
    }
    return found


def test_the_page_of_settings_is_the_table_of_settings():
    """Renew it with `okno settings --markdown > docs/settings.md`."""
    assert tree.text(tree.ROOT / "docs" / "settings.md").strip() == env.markdown().strip()


def test_every_setting_says_what_it_is():
    assert len(env.SETTINGS) > 5
    for setting in env.SETTINGS:
        assert setting.name.startswith("OKNO_")
        assert setting.help.endswith(".") or len(setting.help) > 20, setting.name


def test_only_the_table_reads_the_environment():
    """os.environ may be written for the processes we start, and read by those who start them."""
    starters = {"config"}
    readers = {
        tree.said(path)
        for path in tree.modules()
        for _line, name, _node in tree.calls(path)
        if name in ("os.environ.get", "os.getenv") and tree.room_of(path) not in starters
    }
    assert readers == set()


def _told_to_type(text):
    return re.findall(rf"(?:^|[`>])(okno (?:{'|'.join(cli._WORDS)})\b)", text, re.M)


def test_a_command_that_a_person_is_told_to_type_can_be_typed():
    """There is no command `okno` by itself: it is `python -m okno`."""
    pages = [*(tree.ROOT / "docs" / "guides").glob("*.md"), tree.ROOT / "SECURITY.md"]
    pages += [tree.ROOT / "docs" / name for name in ("start.md", "settings.md")]
    pages += tree.templates()
    pages += [path for path in tree.modules() if tree.room_of(path) == "config"]
    said = {tree.said(page): _told_to_type(_DOCSTRING.sub("", tree.text(page))) for page in pages}
    assert {page: found for page, found in said.items() if found} == {}


def test_a_command_that_cannot_be_typed_is_noticed():
    page = "1. `okno device tverskoy` lists\n<code>okno staff anna</code>\nokno migrate\n"
    assert len(_told_to_type(page)) == 3
    assert _told_to_type("`python -m okno device tverskoy`; okno up to date") == []


def test_every_command_is_in_the_readme_and_the_start():
    for page in (tree.ROOT / "README.md", tree.ROOT / "docs" / "start.md"):
        missing = [word for word in cli._WORDS if not re.search(rf"`{word}[` ]", tree.text(page))]
        assert missing == [], page.name


def test_every_word_of_make_says_what_it_does():
    targets = re.findall(r"^([a-z]+):(.*)$", tree.text(tree.ROOT / "Makefile"), re.M)
    assert targets
    assert [name for name, rest in targets if "##" not in rest] == []


def test_every_link_leads_somewhere():
    dead = []
    for page in _pages():
        for target in _LINK.findall(_FENCE.sub("", tree.text(page))):
            ours = not re.match(r"[a-z]+:|#", target)
            if ours and not (page.parent / target.split("#")[0]).exists():
                dead.append(f"{tree.said(page)}: {target}")
    assert dead == []


def test_paths_in_the_decisions_and_guides_exist():
    gone = []
    for page in sorted((tree.ROOT / "docs").glob("**/*.md")):
        for path in re.findall(r"`((?:okno|tests|docs)/[\w/.-]+)`", tree.text(page)):
            if not (tree.ROOT / path).exists():
                gone.append(f"{tree.said(page)}: {path}")
    assert gone == []


def test_decisions_are_numbered_and_say_what_was_given_up():
    pages = sorted((tree.ROOT / "docs" / "decisions").glob("*.md"))
    assert len(pages) >= 9
    for number, page in enumerate(pages, 1):
        text = tree.text(page)
        assert page.name.startswith(f"{number:04d}-")
        assert text.startswith(f"# {number:04d} · ")
        assert [part for part in _DECISION if part not in text] == [], page.name


def test_the_code_names_decisions_that_exist():
    numbers = {page.name[:4] for page in (tree.ROOT / "docs" / "decisions").glob("*.md")}
    named = {
        (tree.said(path), number)
        for path in tree.modules()
        for number in re.findall(r"docs/decisions/(\d{4})", tree.text(path))
    }
    assert named
    assert {each for each in named if each[1] not in numbers} == set()


def test_the_floor_plan_names_every_folder_of_the_house():
    plan = tree.text(tree.ROOT / "docs" / "floor-plan.md")
    folders = {path.parent.name for path in tree.HOUSE.glob("*/__init__.py")}
    assert "queue" in folders
    assert {name for name in folders if f"{name}/" not in plan} == set()


def test_the_metadata_says_what_the_project_says():
    public = yaml.safe_load(tree.text(tree.ROOT / "publiccode.yml"))
    project = tomllib.loads(tree.text(tree.ROOT / "pyproject.toml"))["project"]
    assert public["softwareVersion"] == project["version"]
    assert public["legal"]["license"] == "EUPL-1.2"
    assert (
        tree.text(tree.ROOT / "LICENSE").lstrip().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    )
    assert f"## {project['version']}" in tree.text(tree.ROOT / "CHANGELOG.md")
    for language in public["localisation"]["availableLanguages"]:
        said = public["description"][language]
        assert len(said["shortDescription"]) <= 150
        assert 150 <= len(said["longDescription"]) <= 10_000


def test_door_plates_are_short():
    long = [
        tree.said(path)
        for path in tree.HOUSE.glob("**/README.md")
        if path.parent.name != "ui" and tree.text(path).count("\n") > 60
    ]
    assert long == []


def _logged(sample: str, begins: list[str]) -> list[str]:
    """Which of these addresses an nginx of this sample would write into its log."""
    silent = re.findall(r"location ~ (\S+) \{\s*access_log off;", sample)
    return [each for each in begins if not any(re.match(rule, each) for rule in silent)]


def test_every_address_with_a_key_in_it_stays_out_of_a_proxys_log():
    begins = addresses.with_a_key()
    assert {"/t/", "/a/", "/w/", "/feeds/", "/api/v1/tickets/"} <= set(begins)
    sample = tree.text(tree.ROOT / "docs" / "guides" / "behind-a-proxy.md")
    assert _logged(sample, begins) == []
    security = tree.text(tree.ROOT / "SECURITY.md")
    assert [each for each in begins if f"`{each}`" not in security] == []
    visitors = [each for each, rule in addresses.table() if rule and rule.kind == "visitor"]
    assert [each for each in visitors if not each.startswith(tuple(begins))] == []


def test_an_address_that_is_left_in_the_log_is_noticed():
    sample = "location ~ ^/(t|a)/ {\n    access_log off;"
    assert _logged(sample, ["/t/", "/w/"]) == ["/w/"]
