#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/incident/incident_command.hpp"
#include "app/incident/incident_report.hpp"
#include "app/incident/incident_words.hpp"
#include "app/status/status_words.hpp"
#include "evidence/comparison.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using review::ArmFigures;
using review::ArmKey;

constexpr std::size_t kArmColumns = 11;
constexpr std::size_t kTargetColumns = 16;
constexpr std::size_t kShareColumns = 24;

std::string interval_text(std::uint64_t hits, std::uint64_t of) {
  const auto share = of < evidence::kShareSamplesMin ? std::nullopt : evidence::share_of(hits, of);
  if (!share) return fmt::format("fewer than {} requests: no interval", evidence::kShareSamplesMin);
  return fmt::format("{:.1f} % to {:.1f} % (95 %)", 100 * share->low, 100 * share->high);
}

std::string row_text(const ArmKey& key, const ArmFigures& figures) {
  std::string text = fmt::format("{}{}{}  {}\n", cell(key.arm, kArmColumns), cell(key.target, kTargetColumns),
                                 cell(part_text(figures.failures, figures.operations), kShareColumns),
                                 interval_text(figures.failures, figures.operations));
  for (const auto& [name, count] : figures.classes) {
    text += fmt::format("{}{}  {}\n", cell("", kArmColumns), cell("  " + name, kTargetColumns + 8),
                        part_text(count, figures.operations));
  }
  return text;
}

std::string text_of(const review::IncidentFacts& facts) {
  std::string text = scope_text(facts) + "\n" + cell("arm", kArmColumns) + cell("target", kTargetColumns) + "failed\n";
  for (const auto& [key, figures] : facts.arms) text += row_text(key, figures);
  if (facts.arms.empty()) text += "no request of a caller's in this time\n";
  text +=
      "\ncontrol and canary: every request that was drawn there, whoever answered it in the end; these two can be compared.\n"
      "rescue: only requests on which the first target had failed already. They are harder or easier than others, nobody knows "
      "which;\n"
      "they are compared with nothing and added to nothing.\n";
  return text + limits_text(facts);
}

Json json_of(const review::IncidentFacts& facts) {
  Json rows = Json::array();
  for (const auto& [key, figures] : facts.arms) {
    Json one{{"arm", key.arm},
             {"target", key.target},
             {"operations", figures.operations},
             {"failures", figures.failures},
             {"classes", figures.classes},
             {"comparable", key.arm != "rescue"}};
    const auto share =
        figures.operations < evidence::kShareSamplesMin ? std::nullopt : evidence::share_of(figures.failures, figures.operations);
    one["share_low"] = share ? Json(share->low) : Json();
    one["share_high"] = share ? Json(share->high) : Json();
    rows.push_back(std::move(one));
  }
  Json json = scope_json(facts);
  json["arms"] = std::move(rows);
  return json;
}

}  // namespace

int run_incident_compare(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  return report_on(options, clock, output, {text_of, json_of});
}

}  // namespace jurymast::app
