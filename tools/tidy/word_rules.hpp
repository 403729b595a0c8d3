#pragma once
#include "finding.hpp"
#include "source_text.hpp"

namespace jurymast::tidy {

/// Looks for names that the house does not use: clocks and randomness outside their place, banned headers, tests switched off,
/// notes to oneself, and words that speak of how the project is made instead of what it does.
Findings check_words(const SourceText& source);

/// Looks for statements with `co_await` that hold a lambda or a braced temporary, which g++ 12 miscompiles.
Findings check_coroutines(const SourceText& source);

}  // namespace jurymast::tidy
