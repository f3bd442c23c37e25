# The golden traces, and what they say as JSON.
refire_golden_runs(testdata.trace ${CMAKE_CURRENT_LIST_DIR} trace --json trace)
