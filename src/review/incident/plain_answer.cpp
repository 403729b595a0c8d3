#include "review/incident/plain_answer.hpp"

#include "record/timestamp.hpp"

namespace jurymast::review {
namespace {

constexpr std::string_view kTime = R"(,"ts":")";
/// Arm, draw and decision would stand between class and target.
constexpr std::string_view kServed = R"(,"outcome":"complete","status":200,"class":"ok","served_by":")";
constexpr std::string_view kAttempts = R"(","attempts":[{"n":1,"target":")";
constexpr std::string_view kOk = R"(","class":"ok",)";
constexpr std::string_view kAnotherAttempt = R"(},{"n":)";

}  // namespace

std::optional<WallTime> time_of_plain_answer(std::string_view line) {
  const std::size_t served = line.find(kServed);
  const std::size_t time = line.find(kTime);
  if (served == std::string_view::npos || time > served) return std::nullopt;
  std::string_view rest = line.substr(served + kServed.size());
  const std::string_view target = rest.substr(0, rest.find('"'));
  rest.remove_prefix(target.size());
  if (!rest.starts_with(kAttempts)) return std::nullopt;
  rest.remove_prefix(kAttempts.size());
  if (!rest.starts_with(target)) return std::nullopt;
  rest.remove_prefix(target.size());
  if (!rest.starts_with(kOk) || rest.find(kAnotherAttempt) != std::string_view::npos) return std::nullopt;
  return record::parse_timestamp(line.substr(time + kTime.size(), record::kTimestampBytes));
}

}  // namespace jurymast::review
