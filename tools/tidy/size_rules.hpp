#pragma once
#include "finding.hpp"
#include "source_text.hpp"

namespace jurymast::tidy {

inline constexpr std::size_t kFileLinesMax = 500;
inline constexpr std::size_t kFunctionLinesMax = 60;

/// Looks for files and functions that are too long to be understood on first read.
Findings check_sizes(const SourceText& source);

}  // namespace jurymast::tidy
