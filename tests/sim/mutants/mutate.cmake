# cmake -D MUTANT=FILE -D ROOT=src -D OUT=FILE -P mutate.cmake: writes the mutant's source, and fails where its pattern does not stand in
# the original exactly once.
include(${MUTANT})
file(READ ${ROOT}/${MUTANT_SOURCE} text)
string(FIND "${text}" "${MUTANT_FIND}" first)
string(FIND "${text}" "${MUTANT_FIND}" last REVERSE)
if(first EQUAL -1 OR NOT first EQUAL last)
  message(FATAL_ERROR "${MUTANT}: its pattern must stand once in ${MUTANT_SOURCE}; adapt it to what the source says now")
endif()
string(REPLACE "${MUTANT_FIND}" "${MUTANT_REPLACE}" text "${text}")
file(WRITE ${OUT} "${text}")
