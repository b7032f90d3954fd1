"""Which papers a reader asks for: the filters that every page, export and link shares."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from pipelines.mart.phrases import phrase_pattern
from pipelines.mart.picks import PICKS, SAID, Pick, parameters_of
from pipelines.mart.region import INSIDE, region_parameters

Grouping = Literal["organization", "parent"]  # what papers of organizations are counted by: columns of the mart
GROUPINGS: tuple[str, ...] = get_args(Grouping)


@dataclass(frozen=True)
class Selection:
    """Filters on papers; what is empty filters nothing, what is given must all hold."""

    since: date | None = None  # first day of the time axis, included
    until: date | None = None  # last day, included
    themes: tuple[str, ...] = ()  # theme ids; a paper carrying any of them
    topics: tuple[int, ...] = ()  # ids of discovered topics; a paper whose main topic is one of them
    organizations: tuple[str, ...] = ()  # names as in the mart; a paper of any of them
    parents: tuple[str, ...] = ()  # names of parents of organizations, as in the mart; a paper of any of them
    without_themes: tuple[str, ...] = ()  # a paper that carries none of them
    without_organizations: tuple[str, ...] = ()  # a paper of none of them; one whose organization is unknown stays
    without_parents: tuple[str, ...] = ()
    text: str = ""  # every word, and every "quoted phrase", in title or abstract, but no -word; case ignored
    picks: tuple[Pick, ...] = ()  # papers behind any of these points of charts
    phrase: str = ""  # whole words, `*` at a word's end, OR; in title or abstract, see `phrase_pattern`
    title_only: bool = False  # the phrase must stand in the title
    with_upvotes: bool = False  # only papers whose upvotes a source told

    def parameters(self) -> dict[str, Any]:
        """Values for `CHOSEN`."""
        return {
            "since": self.since,
            "until": self.until,
            "themes": list(self.themes),
            "topics": list(self.topics),
            "organizations": list(self.organizations),
            "parents": list(self.parents),
            "phrase": phrase_pattern(self.phrase) if self.phrase else None,
            "title_only": self.title_only,
            "with_upvotes": self.with_upvotes,
            "without_themes": list(self.without_themes),
            "without_organizations": list(self.without_organizations),
            "without_parents": list(self.without_parents),
            "words": search_words(self.text),
            "no_words": search_words(self.text, left_out=True),
            **parameters_of(self.picks),
            "region": region_parameters(next((pick.region for pick in self.picks if pick.region), ()))["edges"],
        }

    def also(self, text: str) -> Selection:
        """The same selection, narrowed by more words, phrases and -words."""
        return replace(self, text=f"{self.text} {text}".strip())

    def within(self, first: date, last: date) -> Selection:
        """The same selection, narrowed to the days from first to last."""
        return replace(
            self,
            since=max(first, self.since) if self.since else first,
            until=min(last, self.until) if self.until else last,
        )


def search_words(text: str, *, left_out: bool = False) -> list[str]:
    """Words and "quoted phrases" of a search, in lower case: `"world model" GRPO -agents` -> ["world model", "grpo"].

    Parameters
    ----------
    left_out : those with a minus before them instead -> ["agents"]
    """
    found = re.findall(r'(-?)(?:"([^"]+)"|([^\s"]+))', text.lower())
    words = (quoted or word for minus, quoted, word in found if bool(minus) == left_out)
    return [" ".join(item.split()) for item in words if item.strip()]


# The papers of a selection; every query on papers begins with it. Values come as parameters only.
CHOSEN = (
    """
with chosen as (
    select * exclude (said)
    from (select *, """
    + SAID
    + """ as said from papers)
    where ($since::date is null or day >= $since::date)
      and ($until::date is null or day <= $until::date)
      and (len($themes::varchar[]) = 0 or list_has_any(themes, $themes::varchar[]))
      and (len($organizations::varchar[]) = 0 or list_contains($organizations::varchar[], organization))
      and (len($parents::varchar[]) = 0 or list_contains($parents::varchar[], parent))
      and (len($topics::bigint[]) = 0 or list_contains($topics::bigint[], topic_id))
      and (not $with_upvotes::boolean or upvotes is not null)
      and (len($without_themes::varchar[]) = 0 or not list_has_any(themes, $without_themes::varchar[]))
      and (
          len($without_organizations::varchar[]) = 0 or organization is null
          or not list_contains($without_organizations::varchar[], organization)
      )
      and (
          len($without_parents::varchar[]) = 0 or parent is null
          or not list_contains($without_parents::varchar[], parent)
      )
      and (
          len($words::varchar[]) = 0
          or list_bool_and(list_transform($words::varchar[], lambda word: contains(search_text, word)))
      )
      and (
          len($no_words::varchar[]) = 0
          or not list_bool_or(list_transform($no_words::varchar[], lambda word: contains(search_text, word)))
      )
      and (
          $phrase::varchar is null
          or regexp_matches(title, $phrase::varchar, 'i')
          or (not $title_only::boolean and regexp_matches(abstract, $phrase::varchar, 'i'))
      )
      and (
          len($picks::"""
    + PICKS
    + """) = 0
          or list_bool_or(list_transform($picks::"""
    + PICKS
    + """, lambda one:
              (one.since is null or coalesce(day >= one.since, false))
              and (one.until is null or coalesce(day <= one.until, false))
              and (one.theme is null or list_contains(themes, one.theme))
              and (one.topic is null or coalesce(topic_id = one.topic, false))
              and (one.organization is null or coalesce(organization = one.organization, false))
              and (one.parent is null or coalesce(parent = one.parent, false))
              and (not one.with_upvotes or upvotes is not null)
              and (one.paper is null or paper_id = one.paper)
              and (one.counted is null or coalesce(
                  case one.counted when 'upvotes' then upvotes when 'comments' then comments else github_stars end
                  between coalesce(one.least, 0) and coalesce(one.most, 9e18), false
              ))
              and (one.said is null or said[one.said])
          ))
      )
      and (len($region::double[][]) = 0 or paper_id in (select paper_id from paper_map where """
    + INSIDE.replace("$edges", "$region")
    + """))
)
"""
)
