#include "app/contract/contract_saved_page.hpp"

#include "app/bounded_file.hpp"
#include "crypto/digest.hpp"
#include "record/timestamp.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kDayCharacters = 10;
constexpr const char* kLastMoment = "T23:59:59.999999Z";

/// The last moment of that day, or now, whichever is earlier: pages that were read on one day are told in the order in which they came.
Result<WallTime> moment_of(const std::string& day, WallTime now) {
  const auto end = day.size() == kDayCharacters ? record::parse_timestamp(day + kLastMoment) : std::nullopt;
  if (!end) return fail(Code::Invalid, "--read-on {}: that is no day; write it as 2026-07-02", day);
  const std::string today = to_rfc3339(now).substr(0, kDayCharacters);
  if (day > today) return fail(Code::Invalid, "--read-on {}: that day has not come yet; today is {} in UTC", day, today);
  return std::min(*end, now);
}

}  // namespace

Result<PageRead> read_saved_page(const SavedPage& saved, Clock& clock) {
  const auto text = read_bounded_file(saved.file, kPageBytesMax);
  if (!text) return tl::unexpected(text.error());
  PageRead page;
  page.supplied = true;
  page.digest = crypto::sha256(*text);
  if (saved.day.empty()) return page;
  const auto at = moment_of(saved.day, clock.wall_now());
  if (!at) return tl::unexpected(at.error());
  page.read_at = *at;
  page.reachable = record::Tri::True;
  return page;
}

}  // namespace jurymast::app
