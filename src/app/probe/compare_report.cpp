#include "app/probe/compare_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace jurymast::app {
namespace {

using evidence::ComparedRow;
using evidence::Estimate;
using Json = nlohmann::ordered_json;

constexpr std::string_view kNotShown =
    "Measured with one harmless request on an idle probe path: no statement on quality, price, quota, or load.";

std::string estimate_text(const std::optional<Estimate>& estimate) {
  if (!estimate) return "not known";
  return fmt::format("{:.3f} ({:.3f} to {:.3f}, n {})", estimate->value, estimate->low, estimate->high, estimate->samples);
}

std::string row_text(const ComparedRow& row) {
  std::string text = fmt::format("{:<8} {:<30} {:<32} {:<32}", name_of(row.verdict), row.name + ", " + row.unit,
                                 estimate_text(row.primary), estimate_text(row.fallback));
  text.erase(text.find_last_not_of(' ') + 1);
  return row.why.empty() ? text + "\n" : text + "\n         " + row.why + "\n";
}

std::string blocked_text(const ComparedSide& side) {
  if (side.blocked.empty()) return {};
  return fmt::format("{}: {} requests could not run and count for nothing, the first because {}\n", side.target,
                     side.blocked.size(), side.blocked.front());
}

Json estimate_json(const std::optional<Estimate>& estimate) {
  if (!estimate) return nullptr;
  return {{"value", fmt::format("{:.4f}", estimate->value)},
          {"low", fmt::format("{:.4f}", estimate->low)},
          {"high", fmt::format("{:.4f}", estimate->high)},
          {"samples", estimate->samples}};
}

Json row_json(const ComparedRow& row) {
  return {{"row", row.name},
          {"unit", row.unit},
          {"primary", estimate_json(row.primary)},
          {"fallback", estimate_json(row.fallback)},
          {"verdict", name_of(row.verdict)},
          {"why", row.why}};
}

Json rows_json(const std::vector<ComparedRow>& rows) {
  Json json = Json::array();
  for (const ComparedRow& row : rows) json.push_back(row_json(row));
  return json;
}

std::string compare_text(const ComparedSides& sides, const evidence::Comparison& comparison) {
  std::string text = fmt::format("route {}, fixture {}: the fallback {} beside the primary {}\n{:<8} {:<30} {:<32} {}\n",
                                 sides.route, sides.fixture, sides.fallback.target, sides.primary.target, "verdict", "row",
                                 "primary " + sides.primary.target, "fallback " + sides.fallback.target);
  for (const ComparedRow& row : comparison.rows) text += row_text(row);
  if (!comparison.classes.empty()) text += "failures by class\n";
  for (const ComparedRow& row : comparison.classes) text += row_text(row);
  text += blocked_text(sides.primary) + blocked_text(sides.fallback);
  text += fmt::format(
      "The fallback is {}{}. Intervals hold the figure in at least 95 of 100 repetitions; \"equal\" says that these samples "
      "show no difference.\n",
      name_of(comparison.verdict), comparison.why.empty() ? "" : ": " + comparison.why);
  return text + std::string(kNotShown) + "\n";
}

std::string compare_json(const ComparedSides& sides, const evidence::Comparison& comparison) {
  const Json json{{"route", sides.route},
                  {"fixture", sides.fixture},
                  {"primary", sides.primary.target},
                  {"fallback", sides.fallback.target},
                  {"rows", rows_json(comparison.rows)},
                  {"classes", rows_json(comparison.classes)},
                  {"blocked", {{"primary", sides.primary.blocked.size()}, {"fallback", sides.fallback.blocked.size()}}},
                  {"verdict", name_of(comparison.verdict)},
                  {"why", comparison.why},
                  {"not_shown", kNotShown}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

BuildResult build_result(evidence::ComparedVerdict verdict) {
  if (verdict == evidence::ComparedVerdict::Unknown) return BuildResult::Skipped;
  return verdict == evidence::ComparedVerdict::Worse ? BuildResult::Fail : BuildResult::Pass;
}

BuildReport build_report_of(const ComparedSides& sides, const evidence::Comparison& comparison) {
  BuildReport build{.name = fmt::format("compare {}: {} beside {}", sides.route, sides.fallback.target, sides.primary.target),
                    .headline = std::string(kNotShown)};
  const std::string group = "jurymast.compare." + sides.route;
  const auto add = [&](const ComparedRow& row, const std::string& of) {
    build.cases.push_back({of, fmt::format("{}, {}", row.name, row.unit), build_result(row.verdict),
                           std::string(name_of(row.verdict)),
                           fmt::format("{}primary {}, fallback {}", row.why.empty() ? "" : row.why + "; ",
                                       estimate_text(row.primary), estimate_text(row.fallback))});
  };
  for (const ComparedRow& row : comparison.rows) add(row, group);
  for (const ComparedRow& row : comparison.classes) add(row, group + ".class");
  build.cases.push_back({group, "verdict", build_result(comparison.verdict), std::string(name_of(comparison.verdict)),
                         comparison.why.empty() ? "as the rows say" : comparison.why});
  return build;
}

std::string compare_markdown(const ComparedSides& sides, const evidence::Comparison& comparison) {
  return fmt::format("# {}\n\nFixture `{}`; {} and {} requests could not run and count for nothing.\n\n{}\n{}\n",
                     build_report_of(sides, comparison).name, sides.fixture, sides.primary.blocked.size(),
                     sides.fallback.blocked.size(), build_table(build_report_of(sides, comparison)), kNotShown);
}

}  // namespace

std::string compare_report(const ComparedSides& sides, const evidence::Comparison& comparison, PrintFormat format) {
  switch (format) {
    case PrintFormat::Json:
      return compare_json(sides, comparison);
    case PrintFormat::Junit:
      return build_junit(build_report_of(sides, comparison));
    case PrintFormat::Tap:
      return build_tap(build_report_of(sides, comparison));
    case PrintFormat::Markdown:
      return compare_markdown(sides, comparison);
    case PrintFormat::Text:
    case PrintFormat::Sarif:
      break;
  }
  return compare_text(sides, comparison);
}

}  // namespace jurymast::app
