"""`data/organizations.toml`: facts, no contradiction, and no often named handle left out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipelines.organizations.held import HeldOrganizations, held_organizations
from pipelines.organizations.registry import Organization, read_organizations, shipped_registry, spelling_key
from pipelines.organizations.suggestions import suggested, unmatched
from pipelines.shipped import shipped
from pipelines.sources.demo_plan import DemoPlan


@pytest.fixture(scope="module")
def entries() -> tuple[Organization, ...]:
    return read_organizations(shipped("organizations.toml"))


@pytest.fixture(scope="module")
def held(real_warehouse: Path) -> HeldOrganizations:
    return held_organizations(real_warehouse)


def test_nothing_is_claimed_twice_and_no_spelling_is_idle(entries: tuple[Organization, ...]) -> None:
    names = [spelling_key(entry.name) for entry in entries]
    spellings = [spelling_key(text) for entry in entries for text in entry.spellings]
    handles = [handle.casefold() for entry in entries for handle in entry.handles]
    for claims in (names + spellings, handles):
        assert [claim for claim, n in Counter(claims).items() if n > 1] == []
    assert all(entry.handles for entry in entries)


def test_every_parent_is_the_end_of_its_chain_and_written_as_its_own_entry_writes_it(
    entries: tuple[Organization, ...],
) -> None:
    registry = shipped_registry()
    named = {entry.name for entry in entries}
    for entry in entries:
        if entry.parent:
            assert registry.parent(entry.name) == entry.parent, entry
            assert entry.parent in named or spelling_key(entry.parent) not in map(spelling_key, named), entry
            assert entry.parent != entry.name, entry


@pytest.mark.parametrize(
    ("handle", "parent"),
    [
        ("deepmind", "Google"), ("google", "Google"), ("Qwen", "Alibaba"), ("AlibabaTongyiLab", "Alibaba"),
        ("Alibaba-DAMO-Academy", "Alibaba"), ("antgroup", "Ant Group"), ("inclusionAI", "Ant Group"),
        ("ByteDance-Seed", "ByteDance"), ("Tencent-Hunyuan", "Tencent"), ("facebook", "Meta"),
        ("metaresearch", "Meta"), ("MicrosoftResearch", "Microsoft"), ("KlingTeam", "Kuaishou"),
        ("OpenGVLab", "Shanghai AI Laboratory"), ("zai-org", "Z.ai"), ("Berkeley", "UC Berkeley"),
        ("UCBerkeley", "UC Berkeley"), ("zju", "Zhejiang University"), ("OpenMOSS-Team", "OpenMOSS"),
        ("HKUSTGZ", "HKUST (Guangzhou)"),
    ],
)  # fmt: skip
def test_well_known_handles_belong_to_their_owners(handle: str, parent: str) -> None:
    registry = shipped_registry()
    assert registry.parent(registry.handles[handle][0]) == parent


def test_the_demos_who_is_who_is_of_the_demos_handles_and_of_nobody_real(entries: tuple[Organization, ...]) -> None:
    invented = read_organizations(shipped("demo/who_is_who.toml"))
    assert {handle for entry in invented for handle in entry.handles} < set(DemoPlan().organizations)
    real = shipped_registry()
    assert not [entry.name for entry in invented if real.called(entry.name) or real.called(entry.parent or entry.name)]


@pytest.mark.shared
def test_every_handle_with_five_or_more_papers_of_the_real_days_is_listed(held: HeldOrganizations) -> None:
    often = held.handles[held.handles["n_papers"] >= 5]
    assert len(often) >= 60
    assert often.loc[often["how"] != "listed", "organization_handle"].to_list() == []


@pytest.mark.shared
def test_full_names_of_the_real_days_name_no_other_organization_than_the_files_do(held: HeldOrganizations) -> None:
    listed = held.handles[held.handles["how"] == "listed"]
    called = listed["source_name"].map(held.registry.called)
    other = listed[called.notna() & (called != listed["organization"])]
    # A laboratory that gives its university's name is listed as the laboratory.
    assert other["organization_handle"].to_list() == []


@pytest.mark.shared
def test_suggestions_find_most_of_what_people_decided(held: HeldOrganizations) -> None:
    """Each listed handle with a sibling or a parent is taken out of the file: its family is among the suggestions."""
    handles = held.handles.set_index("organization_handle", drop=False).rename_axis(None)
    found, tried = 0, 0
    siblings = Counter(name for name, _ in held.registry.handles.values())
    for handle, (name, _) in list(held.registry.handles.items()):
        parent = held.registry.parent(name)
        if handle not in handles.index or (siblings[name] == 1 and parent == name):
            continue
        registry = shipped_registry()
        del registry.handles[handle]
        if siblings[name] == 1:  # then nobody knows the organization either
            registry.names = {key: one for key, one in registry.names.items() if one != name}
        row = handles.loc[[handle]].assign(how="source", organization=f"{handle} itself")
        near = suggested(row, registry)["organization"]
        found += parent in {held.registry.parent(one) for one in near}
        tried += 1
    assert tried > 150
    assert found / tried >= 0.7
    shown = suggested(held.handles, held.registry)["organization_handle"].nunique()
    assert shown < len(unmatched(held.handles)) / 3  # most handles that stand alone are not troubled with guesses
