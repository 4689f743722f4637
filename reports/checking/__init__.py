"""The checks of an outline, brought as a file or held by the workspace: a paper in, findings out."""
