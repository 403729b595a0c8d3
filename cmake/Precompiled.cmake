# jurymast_precompiled and jurymast_precompiled_tests: the libraries' headers that most files include, read once a build and not once a file;
# four fifths of a file's compile time went into reading them. Files include what they use all the same: the gcc preset compiles without.
option(JURYMAST_PRECOMPILED "Read the libraries' headers once a build" ON)

set(precompiled_headers
    <algorithm> <array> <atomic> <bitset> <charconv> <chrono> <cmath> <condition_variable> <cstddef> <cstdint> <cstring> <deque> <filesystem>
    <fstream> <functional> <iterator> <map> <memory> <mutex> <numeric> <optional> <set> <span> <sstream> <string> <string_view> <thread>
    <tuple> <unordered_map> <utility> <variant> <vector> <fmt/chrono.h> <fmt/format.h> <nlohmann/json.hpp> <tl/expected.hpp>)

# jurymast_precompile(TARGET headers...): a target whose precompiled headers others use.
function(jurymast_precompile target)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${target}.cpp CONTENT "")
  add_library(${target} OBJECT ${CMAKE_BINARY_DIR}/${target}.cpp)
  target_compile_definitions(${target} PRIVATE ${JURYMAST_DEFINITIONS})
  target_link_libraries(${target} PRIVATE jurymast_sanitizers fmt::fmt nlohmann_json::nlohmann_json tl::expected)
  target_precompile_headers(${target} PRIVATE ${ARGN})
endfunction()

# jurymast_use_precompiled(TARGET PRECOMPILED): where precompiled headers are wanted.
function(jurymast_use_precompiled target precompiled)
  if(JURYMAST_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM ${precompiled})
  endif()
endfunction()

if(JURYMAST_PRECOMPILED)
  # Whether a file may use threads is part of what a precompiled header was compiled for.
  add_compile_options(-pthread)
  jurymast_precompile(jurymast_precompiled ${precompiled_headers})
  if(JURYMAST_TESTS)
    jurymast_precompile(jurymast_precompiled_tests ${precompiled_headers} <gtest/gtest.h>)
    target_link_libraries(jurymast_precompiled_tests PRIVATE GTest::gtest)
  endif()
endif()
