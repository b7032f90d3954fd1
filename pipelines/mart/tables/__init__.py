"""The tables behind charts and exports: counts by SQL, shares and intervals by `pipelines.trends`.

Every function takes the snapshot to read and the selection of papers, and returns what its docstring says, in
the columns that `papertide export` has under its name.
"""
