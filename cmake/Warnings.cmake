# jurymast_warnings: what every target of ours is compiled with. Dependencies come in as SYSTEM and are left alone.
add_library(jurymast_warnings INTERFACE)
target_compile_options(jurymast_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough
  # g++ 12 reports null dereferences and uninitialised reads inside its own standard library at -O1 and above.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-null-dereference;-Wno-maybe-uninitialized>
  $<$<BOOL:${JURYMAST_WARNINGS_AS_ERRORS}>:-Werror>)
