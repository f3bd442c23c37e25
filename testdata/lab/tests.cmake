# Generated captures stay what their scripts make.
refire_test(NAME testdata.lab COMMAND ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/check.py)
# The kernel's helpers on the same traffic: real daemons, in their own time.
refire_test(NAME testdata.lab.helpers FULL PLAIN COST 60
            COMMAND ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/helpers.py $<TARGET_FILE:refire>)
# The daemons of the matrix of inspections, recorded anew.
refire_test(NAME testdata.lab.servers FULL PLAIN COST 60
            COMMAND ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/servers.py $<TARGET_FILE:refire>)
