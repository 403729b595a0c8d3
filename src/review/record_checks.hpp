#pragma once
#include <array>
#include <string_view>

#include "base/result.hpp"
#include "review/rule.hpp"

namespace jurymast::review {

inline constexpr std::size_t kRecordRuleCount = 13;
inline constexpr std::size_t kSecretRuleCount = 2;  ///< the first of the content rules, which hold for records too

inline constexpr std::size_t kRecordFileBytesMax = 80UL * 1024 * 1024;  ///< a finished file of the log is smaller
inline constexpr std::size_t kRecordLineBytesMax = 16UL * 1024;         ///< as the log reads them
inline constexpr std::size_t kRecordStringBytesMax = 256;
inline constexpr std::size_t kRecordTextBytesMax = 500;
inline constexpr std::size_t kRecordDepthMax = 8;
inline constexpr std::size_t kRecordWordsMax = 6;  ///< a string of more words is a sentence, and sentences belong into notes

/// The rules of records, one JSON object a line.
const std::array<Rule, kRecordRuleCount>& record_rules();
/// Looks at every line; fails where the text is beyond its bound.
Result<void> check_records(std::string_view text, Findings& findings);

}  // namespace jurymast::review
