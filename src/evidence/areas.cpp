#include "evidence/areas.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crypto/digest.hpp"
#include "crypto/hex.hpp"

namespace jurymast::evidence {
namespace {

constexpr std::size_t kStride = kAreaDigits + 1;
constexpr std::size_t kJoinedCharacters = std::tuple_size_v<Areas> * kStride - 1;

}  // namespace

std::string area_digest(std::string_view settings) { return crypto::to_hex(crypto::sha256(settings)).substr(0, kAreaDigits); }

std::string join(const Areas& areas) { return fmt::format("{}", fmt::join(areas, "-")); }

std::vector<std::string_view> changed_areas(std::string_view joined, std::string_view other) {
  const bool known = joined.size() == kJoinedCharacters && other.size() == kJoinedCharacters;
  std::vector<std::string_view> changed;
  for (std::size_t i = 0; i < record::kEvidenceAreaNames.size(); ++i) {
    if (!known || joined.substr(i * kStride, kAreaDigits) != other.substr(i * kStride, kAreaDigits)) {
      changed.push_back(record::kEvidenceAreaNames[i]);
    }
  }
  return changed;
}

}  // namespace jurymast::evidence
