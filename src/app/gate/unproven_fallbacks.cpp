#include "app/gate/unproven_fallbacks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "app/gate/snapshot_questions.hpp"
#include "app/serve/subjects_in_force.hpp"
#include "config/path.hpp"
#include "evidence/standing.hpp"
#include "record/line.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kProbeNeedle = R"("kind":"probe")";

Result<std::vector<record::ProbeRecord>> checks_in_log(const std::string& state_directory) {
  std::vector<record::ProbeRecord> probes;
  const auto read = store::for_each_line(state_directory, 0, [&](const store::LogLine& line) {
    // Most lines are told apart without reading them as JSON.
    if (line.text.find(kProbeNeedle) == std::string_view::npos) return true;
    const auto split = record::split_line(line.text);
    if (!split || !split->checksum_holds) return true;
    if (auto probe = record::read_probe(split->record)) probes.push_back(*std::move(probe));
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return probes;
}

/// What is the matter with the evidence for a fallback; empty: it stands.
std::string lack_of(const record::Standing& standing, const policy::Route& route, WallTime now) {
  if (standing.newest == record::Tri::False) return "failed its newest smoke test";
  if (standing.newest == record::Tri::Unknown) return "is unproven";
  return now - standing.at > route.evidence_max_age ? "was proven too long ago" : std::string();
}

std::string consequence_of(const record::Standing& standing, const policy::Route& route) {
  if (standing.newest == record::Tri::False) return "a rescue by it is refused until one has passed";
  return route.evidence == policy::EvidenceRule::Require ? "a rescue by it is refused until a smoke test has passed"
                                                         : "a rescue by it goes ahead and is marked so";
}

/// The warnings of one configuration.
class Unproven {
 public:
  Unproven(config::LoadedConfig& loaded, WallTime now)
      : loaded_(loaded), now_(now), checks_(checks_in_log(loaded.snapshot->server.state)) {
    if (checks_) standings_ = evidence::standings(*checks_, subjects_in_force(*loaded.snapshot));
  }

  void look_at(const policy::Route& route) {
    if (route.mode == policy::Mode::Off) return;
    for (std::size_t i = 0; i < route.fallback.size(); ++i) look_at(route, i);
  }

 private:
  void look_at(const policy::Route& route, std::size_t i) {
    const std::string& name = loaded_.snapshot->target(route.fallback[i]).name;
    const record::Standing standing = standing_of(route, name);
    const std::string lack = lack_of(standing, route, now_);
    if (lack.empty()) return;
    const std::string unread = checks_ ? std::string() : fmt::format(" (the log cannot be read: {})", checks_.error().message);
    const config::Path path = config::Path().member("routes").member(route.name).member("fallback");
    loaded_.warnings.push_back(
        {place_of(path.text()), path.entry(i).text(),
         fmt::format("fallback {} of route {} {}{}; {}", name, route.name, lack, unread, consequence_of(standing, route)),
         fmt::format("test it through the running gateway, and again whenever its settings change: jurymast smoke {}{}", route.name,
                     is_production(*loaded_.snapshot) ? " --canary-path" : "")});
  }

  record::Standing standing_of(const policy::Route& route, const std::string& target) const {
    const auto found = std::find_if(standings_.begin(), standings_.end(), [&](const record::Standing& standing) {
      return standing.route == route.name && standing.target == target && standing.family == route.family;
    });
    return found == standings_.end() ? record::Standing{} : *found;
  }

  config::Position place_of(const std::string& path) const {
    const auto found = std::find_if(loaded_.values.begin(), loaded_.values.end(),
                                    [&](const config::ValueInForce& value) { return value.path == path; });
    return found == loaded_.values.end() ? config::Position{} : found->said_at;
  }

  config::LoadedConfig& loaded_;
  WallTime now_;
  Result<std::vector<record::ProbeRecord>> checks_;
  std::vector<record::Standing> standings_;
};

}  // namespace

void warn_of_unproven_fallbacks(config::LoadedConfig& loaded, WallTime now) {
  if (!loaded.snapshot) return;
  Unproven unproven(loaded, now);
  for (const policy::Route& route : loaded.snapshot->routes) unproven.look_at(route);
  std::sort(loaded.warnings.begin(), loaded.warnings.end(), [](const config::Problem& a, const config::Problem& b) {
    return std::tie(a.at, a.path, a.message) < std::tie(b.at, b.path, b.message);
  });
}

}  // namespace jurymast::app
