# Several prompts at one firewall.
refire_test(NAME testdata.serve
            COMMAND ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/serve.py $<TARGET_FILE:refire> COST 5)
