"""What are these numbers, where are they from, and what are they not?"""

from dataclasses import asdict

import pandas as pd
import streamlit as st

from dashboard.mart import read
from dashboard.page import head, source_line
from dashboard.take_away import link_to_view, table_downloads
from pipelines import __version__
from pipelines.mart.tables.holdings import days_held
from pipelines.mart.tables.papers import about, headline
from pipelines.report.limits import LIMITS
from pipelines.views.citation import bibtex, citation
from pipelines.views.glossary import metrics
from pipelines.views.provenance import provenance_of
from pipelines.views.words import count, day, safe

figures, held, days = read(headline), read(about), read(days_held)
head("About", "Papertide shows where AI research is moving, as far as Hugging Face Daily Papers tells.")
listed = f", listed on {count(days.n_fetched, 'day')} fetched" if days.n_fetched else ""
st.markdown(
    f"This data: {count(figures['n_papers'], 'paper')} from {day(figures['first_day'])} to "
    f"{day(figures['last_day'])}{listed}, published {held['built_at']:%d %b %Y at %H:%M} UTC. The [Data](/data) page "
    "tells gaps, coverage and how good the tags are."
)
st.subheader("What it is not", anchor=False)
st.markdown("\n".join(f"- **{safe(claim)}** {safe(why)}" for claim, why in LIMITS))
st.subheader("What the numbers mean", anchor=False)
rows = "".join(
    f"| {safe(metric.name)} | {safe(metric.definition)} | {safe(metric.source)} |\n" for metric in metrics().values()
)
st.markdown(f"| Number | Definition | Source |\n|---|---|---|\n{rows}")
numbers = pd.DataFrame([asdict(metric) for metric in metrics().values()])
table_downloads(numbers, "What the numbers mean", None, key="glossary", n=count(len(numbers), "number"))
st.subheader("Cite Papertide", anchor=False)
told = provenance_of(read, "Where AI research is moving", link=link_to_view())
st.code(citation(told), language=None, wrap_lines=True)
st.code(bibtex(told), language="bibtex")
st.caption(safe(f"Papertide {__version__}, MIT licence. {source_line()}."))
