#pragma once
#include <optional>
#include <string_view>

#include "base/failure_class.hpp"

namespace jurymast::policy {

/// How far an upstream's error word can be trusted.
enum class WordWeight : unsigned char {
  Decides,  ///< it says more than the status and wins over it
  Hints,    ///< too general to contradict a status; used where there is none, inside a 200
};

struct ErrorWord {
  std::string_view word;  ///< lower case
  FailureClass failure_class;
  WordWeight weight;
};

/// What a provider's `code` or `type` means; nothing for words that are not in the closed table.
std::optional<ErrorWord> error_word(std::string_view lower_case);

}  // namespace jurymast::policy
