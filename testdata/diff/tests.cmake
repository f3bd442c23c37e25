# What `refire diff` says, as text and as JSON.
refire_golden_runs(testdata.diff ${CMAKE_CURRENT_LIST_DIR} diff --format=json diff)
