#pragma once
#include <vector>

#include "finding.hpp"
#include "source_text.hpp"

namespace jurymast::tidy {

/// Checks that each row of the table in `promises` names at least one test in its last column, and that every test named there exists:
/// `Suite.Name` as a GoogleTest, `file.test.mjs: title` as an end-to-end test, `ctest name` as a test of the build.
Findings check_promises(const SourceText& promises, const std::vector<SourceText>& repository);

}  // namespace jurymast::tidy
