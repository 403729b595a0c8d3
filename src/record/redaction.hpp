#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/known_secrets.hpp"

namespace jurymast::record {

enum class RedactionStatus : unsigned char {
  Masked,      ///< a text that people write held a secret, as may happen
  Quarantined  ///< a typed field did, which is a fault of this program
};
inline constexpr std::array<std::string_view, 2> kRedactionStatusNames{"masked", "quarantined"};
constexpr std::string_view name_of(RedactionStatus v) { return kRedactionStatusNames[static_cast<std::size_t>(v)]; }

/// What was taken out of a record: where and by which rule, never the value.
struct Redaction {
  RedactionStatus status = RedactionStatus::Masked;
  std::vector<std::string> masked;            ///< JSON pointers, at most kPointersMax
  bool erased = false;                        ///< nothing but the record's kind and id is left
  std::uint64_t more = 0;                     ///< pointers beyond the bound
  std::map<std::string, std::uint64_t> hits;  ///< by rule

  static constexpr std::size_t kPointersMax = 16;
};

struct RedactedRecord {
  std::string text;  ///< with a member `redaction` at its end
  Redaction redaction;
};

/// The record without the secrets it holds; nothing where it holds none, so that it is written byte for byte as it came. A known secret
/// in a typed field masks the whole value; in the kinds that hold texts of people (`note`, `handoff`, `probe`, `gate`, `alert`), known secrets and whatever has the shape
/// of one are masked where they stand. Where a member's own name holds one, or the record would become longer than kRecordBytesMax, all
/// but its kind and id is erased. The text must be a record (is_record).
std::optional<RedactedRecord> redact(std::string_view record, const KnownSecrets& known);

}  // namespace jurymast::record
