#include "app/demo/demo_incident.hpp"

#include <algorithm>

#include "app/demo/demo_config.hpp"
#include "app/demo/demo_show.hpp"
#include "app/exit_code.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kDayCharacters = 10;
constexpr Duration kUntilDue = std::chrono::hours(24 * 7);

/// One command of the incident, what is shown of it, and how it may end.
struct DemoStep {
  std::string title;
  std::vector<std::string> command;
  std::size_t lines = 12;
  std::vector<int> exits{kPass};
};

/// A review with open questions and a packet that lacks something end with kHold, as they should.
std::vector<DemoStep> steps(std::pair<WallTime, WallTime> times, WallTime now) {
  const std::string due = to_rfc3339(now + kUntilDue).substr(0, kDayCharacters);
  return {{"9. The outage, called an incident. Callers noticed nothing and the breaker left few failures\n   to be seen, so a "
           "person says when it was.",
           {"incident", "open", kDemoRoute, "--from", to_rfc3339(times.first), "--to", to_rfc3339(times.second), "--detected-by",
            "internal_dashboard", "--detected-at", to_rfc3339(times.first), "--service", "demo", "--tenant", "all", "--ticket",
            "DEMO-2"},
           14},
          {"10. What happened, in order; each row with its line of the log.", {"incident", "timeline", kDemoRoute}, 16},
          {"11. What callers met.", {"incident", "impact", kDemoRoute}, 20},
          {"12. The 23 questions: answered by the log, in part, or open.", {"incident", "review", kDemoRoute}, 40, {kPass, kHold}},
          {"13. What is to be done, by whom and until when.",
           {"incident", "follow-up", kDemoRoute, "Rehearse the fallback each week.", "--owner", "demo", "--due", due},
           3},
          {"14. What can be attached to a ticket; what is missing is told first.",
           {"incident", "packet", kDemoRoute, "--for", "ticket"},
           24,
           {kPass, kHold}},
          {"15. The same requests once more, through the configuration in force: a policy can be tried on them.",
           {"incident", "replay", kDemoRoute},
           19,
           {kPass, kHold}},
          {"16. What the next one on call is told.", {"handoff", "--ticket", "DEMO-2"}, 24, {kPass, kHold}}};
}

}  // namespace

Result<void> DemoIncident::show(const std::vector<std::string>& command, std::size_t lines_max, const std::vector<int>& exits) {
  if (teller_.interrupted()) return fail(Code::Unavailable, "interrupted");
  const auto said = show_command(stage_, teller_, command, lines_max);
  if (!said) return tl::unexpected(said.error());
  const bool held = std::find(exits.begin(), exits.end(), said->exit_code) != exits.end();
  expectations_.push_back({fmt::format("incident: `jurymast {} {}` ended as it should", command[0], command[1]), held});
  return {};
}

Result<bool> DemoIncident::tell() {
  for (const DemoStep& step : steps(times_, teller_.clock.wall_now())) {
    teller_.say("\n" + teller_.paint.bold(step.title) + "\n");
    if (const auto shown = show(step.command, step.lines, step.exits); !shown) return tl::unexpected(shown.error());
  }
  teller_.say("\n" + expectation_lines(expectations_, teller_.paint) + "\n");
  return std::all_of(expectations_.begin(), expectations_.end(), [](const DemoExpectation& one) { return one.held; });
}

}  // namespace jurymast::app
