# Generated captures stay what their scripts make.
refire_test(NAME testdata.lab COMMAND ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/check.py)
