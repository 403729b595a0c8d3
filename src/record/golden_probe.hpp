#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

/// For the tests of this room: texts that are kept as files.
namespace jurymast::record::testing {

/// Compares with the file, named from the repository's root; GOLDEN_UPDATE=1 rewrites it instead.
inline void expect_golden(const std::string& actual, const std::string& path) {
  const std::string whole = std::string(JURYMAST_SOURCE_DIR) + "/" + path;
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(whole, std::ios::binary) << actual;
  std::ostringstream text;
  text << std::ifstream(whole, std::ios::binary).rdbuf();
  EXPECT_EQ(actual, text.str()) << path << " differs; GOLDEN_UPDATE=1 rewrites it";
}

}  // namespace jurymast::record::testing
