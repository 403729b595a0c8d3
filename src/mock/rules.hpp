#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/family.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "mock/fault.hpp"

namespace jurymast::mock {

/// Rules that one list may hold.
inline constexpr std::size_t kRulesMax = 256;

/// Which requests get which fault, and how often.
struct FaultRule {
  std::string model = "*";  ///< pattern, `*` stands for any text
  std::string path;         ///< pattern; empty: only requests that create an answer
  std::optional<Family> family;
  std::optional<bool> stream;
  std::uint64_t skip = 0;                 ///< so many matching requests are let through first
  std::optional<std::uint64_t> for_next;  ///< so many get the fault, then the rule is spent
  std::optional<Duration> for_time;       ///< from the moment the rule was set
  Fault fault;
};

/// What rules look at in a request.
struct Asked {
  std::string_view model;
  std::string_view path;
  std::optional<Family> family;  ///< absent where the request creates no answer
  bool stream = false;
};

/// True if `pattern`, in which `*` stands for any text, describes the whole of `text`.
bool matches_pattern(std::string_view pattern, std::string_view text);

/// The rules in force, asked in order; the first that matches decides.
class RuleList {
 public:
  void replace(std::vector<FaultRule> rules, MonotonicTime now);
  /// The fault for this request, or nullptr; counts the request. Valid until the next replace().
  const Fault* take(const Asked& asked, MonotonicTime now);
  /// The same before the body is read, where no model is known: only rules with `early` for any model.
  const Fault* take_early(const Asked& asked, MonotonicTime now);
  std::vector<FaultRule> rules() const;

 private:
  struct Active {
    FaultRule rule;
    std::uint64_t matched = 0;
  };
  const Fault* take_where(const Asked& asked, MonotonicTime now, bool early);

  std::vector<Active> active_;
  MonotonicTime since_;
};

/// Reads `{"rules":[{"model":…,"family":…,"path":…,"stream":…,"skip":…,"for_next":…,"for_ms":…,"fault":…},…]}`, where a fault is its text or
/// an object of its members. Fails with the rule and the member.
Result<std::vector<FaultRule>> read_rules(std::string_view json);
/// The text that read_rules reads back.
std::string write_rules(const std::vector<FaultRule>& rules);

}  // namespace jurymast::mock
