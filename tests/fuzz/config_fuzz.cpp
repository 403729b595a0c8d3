#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "config/address.hpp"
#include "config/diff.hpp"
#include "config/fake_secrets.hpp"
#include "config/load_config.hpp"
#include "config/load_contract_pack.hpp"
#include "config/report.hpp"
#include "crypto/digest.hpp"
#include "invariants.hpp"

namespace jurymast::fuzz {
namespace {

using config::LoadedConfig;
using config::Position;
using config::Problem;
using policy::Route;
using policy::Snapshot;

constexpr std::string_view kPlanted = "planted";  ///< every secret of FakeSecrets begins with it

/// Columns count characters, so no line has more of them than bytes; behind the last one is where a text may end too early.
bool is_inside(Position at, std::string_view text) {
  if (at.line == 0) return false;
  for (unsigned line = 1; line < at.line; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  const std::size_t bytes = std::min(text.find('\n'), text.size());
  // For the parser the end of a text lies behind its last line break, on the same line.
  const bool breaks_at_end = bytes + 1 == text.size();
  return at.column >= 1 && at.column <= bytes + (breaks_at_end ? 2 : 1);
}

void check_problems(const std::vector<Problem>& problems, std::string_view text) {
  for (const Problem& problem : problems) {
    JURYMAST_ASSERT(!problem.message.empty() && !problem.remedy.empty());
    JURYMAST_ASSERT(text.size() > config::kConfigBytesMax || is_inside(problem.at, text));
  }
  JURYMAST_ASSERT(std::is_sorted(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) { return a.at < b.at; }));
}

void check_route(const Route& route, const Snapshot& snapshot) {
  const auto exists = [&snapshot](TargetIndex index) { return index.value < snapshot.targets.size(); };
  JURYMAST_ASSERT(!route.name.empty() && !route.match.empty() && exists(route.primary));
  JURYMAST_ASSERT(snapshot.target(route.primary).serves(route.family));
  JURYMAST_ASSERT(!route.fallback.empty() || route.mode == policy::Mode::Off);
  JURYMAST_ASSERT(route.fallback.size() < limits::kTargetsPerRouteMax);
  for (const TargetIndex index : route.fallback) {
    JURYMAST_ASSERT(exists(index) && index != route.primary && snapshot.target(index).serves(route.family));
    JURYMAST_ASSERT(std::count(route.fallback.begin(), route.fallback.end(), index) == 1);
  }
  JURYMAST_ASSERT(route.retry.attempts >= 1 && route.retry.attempts <= limits::kAttemptsMax);
  JURYMAST_ASSERT(route.retry.attempts_per_target >= 1);
  JURYMAST_ASSERT(route.retry.attempts_per_target <= route.retry.attempts);
  JURYMAST_ASSERT(route.retry.backoff_base <= route.retry.backoff_cap);
}

void check_target(const policy::Target& target) {
  JURYMAST_ASSERT(!target.name.empty() && !target.origin.host.empty() && target.origin.port != 0);
  const bool on_this_machine = config::reach_of(target.origin.host) == config::Reach::Loopback;
  JURYMAST_ASSERT(target.origin.tls || target.plaintext || on_this_machine);
  JURYMAST_ASSERT(target.tls_verify || on_this_machine);
  JURYMAST_ASSERT(target.credential.empty() == (target.api_key == nullptr));
  JURYMAST_ASSERT(target.max_inflight >= 1 && target.timeouts.connect > Duration(0));
  JURYMAST_ASSERT(std::count(target.families.begin(), target.families.end(), true) > 0);
}

void check_snapshot(const Snapshot& snapshot, std::string_view text) {
  JURYMAST_ASSERT(snapshot.digest == crypto::sha256(text));
  JURYMAST_ASSERT(!snapshot.targets.empty() && !snapshot.routes.empty());
  JURYMAST_ASSERT(snapshot.server.loops >= 1 && !snapshot.server.listen.empty());
  for (const policy::Target& target : snapshot.targets) check_target(target);
  for (const Route& route : snapshot.routes) check_route(route, snapshot);
  // Every exact name of a route leads to it.
  for (const Route& route : snapshot.routes) {
    for (const std::string& match : route.match) {
      if (match.ends_with('*')) continue;
      const auto found = snapshot.find_route(route.family, match);
      JURYMAST_ASSERT(found && snapshot.route(*found).name == route.name);
    }
  }
}

void check_reports(const LoadedConfig& loaded) {
  for (const config::Detail detail : {config::Detail::Summary, config::Detail::EveryValue}) {
    const std::string words = config::report_text(loaded, detail);
    const std::string json = config::report_json(loaded, detail);
    JURYMAST_ASSERT(!words.empty() && nlohmann::json::accept(json));
  }
}

/// What the surroundings know, no report repeats; a text that says it itself proves nothing.
void check_secrets_kept(const LoadedConfig& loaded, std::string_view text) {
  if (text.find(kPlanted) != std::string_view::npos) return;
  JURYMAST_ASSERT(config::report_text(loaded, config::Detail::EveryValue).find(kPlanted) == std::string::npos);
  JURYMAST_ASSERT(config::report_json(loaded, config::Detail::EveryValue).find(kPlanted) == std::string::npos);
}

/// The same text taken for a contract pack.
void check_contract_pack(std::string_view text) {
  const config::LoadedContractPack loaded = config::load_contract_pack(text, "fuzz.toml");
  JURYMAST_ASSERT(loaded.pack.has_value() == loaded.errors.empty());
  check_problems(loaded.errors, text);
  if (!loaded.pack) return;
  for (const evidence::ContractDetail& detail : loaded.pack->details) {
    for (const std::string& id : detail.sources) JURYMAST_ASSERT(loaded.pack->source(id) != nullptr);
  }
}

}  // namespace
}  // namespace jurymast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast;
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::check_contract_pack(text);
  config::FakeSecrets secrets;
  const config::LoadedConfig loaded = config::load_config(text, "fuzz.toml", secrets);
  JURYMAST_ASSERT(loaded.ok() == loaded.errors.empty() && loaded.ok() == !loaded.values.empty());
  fuzz::check_problems(loaded.errors, text);
  fuzz::check_problems(loaded.warnings, text);
  fuzz::check_reports(loaded);
  fuzz::check_secrets_kept(loaded, text);
  if (!loaded.ok()) return 0;
  fuzz::check_snapshot(*loaded.snapshot, text);
  const config::LoadedConfig again = config::load_config(text, "fuzz.toml", secrets);
  JURYMAST_ASSERT(again.ok() && config::diff(*loaded.snapshot, *again.snapshot).empty());
  return 0;
}
