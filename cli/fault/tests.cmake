# Exercises are made, and taken by what grades exercises.
refire_test(NAME cli.fault COMMAND ${SH} ${CMAKE_CURRENT_LIST_DIR}/make_faults $<TARGET_FILE:refire>)
