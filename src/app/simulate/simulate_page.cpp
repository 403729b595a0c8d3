#include <fmt/format.h>

#include <initializer_list>

#include "app/draw/markup.hpp"
#include "app/simulate/simulate_chart.hpp"
#include "app/simulate/simulate_report.hpp"
#include "app/simulate/simulate_words.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

using sim::ScenarioReport;

constexpr std::string_view kPageStyle =
    "body{font-family:system-ui,\"Segoe UI\",Helvetica,Arial,sans-serif;line-height:1.45;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem;color:#1a1a1a;background:#ffffff}\n"
    "table{border-collapse:collapse;margin:1rem 0}\n"
    "caption{text-align:left;font-weight:600;padding:.3rem 0}\n"
    "th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #d0d0d0;vertical-align:top}\n"
    ".number{text-align:right;font-variant-numeric:tabular-nums}\n"
    ".moved{font-weight:700}\n"
    ".alarm{font-weight:700;color:#a00000}\n"
    "figure{margin:1rem 0}\n"
    "figure svg{width:100%;height:auto}\n"
    "section{break-inside:avoid-page}\n"
    "@media screen and (prefers-color-scheme:dark){body{color:#eeeeee;background:#16181c}th,td{border-color:#44484f}"
    ".alarm{color:#ff9a8a}}\n";

std::string heading_row(std::initializer_list<std::string_view> cells) {
  std::string row = "<tr>";
  for (const std::string_view one : cells) row += fmt::format("<th scope=\"col\">{}</th>", escaped(one));
  return row + "</tr>\n";
}

std::string number(std::string_view text, bool moved = false) { return element("td", text, moved ? "number moved" : "number"); }

std::string row_head(std::string_view text) { return fmt::format("<th scope=\"row\">{}</th>", escaped(text)); }

std::string table(std::string_view caption, std::string_view rows) {
  return fmt::format("<table>\n{}\n{}</table>\n", element("caption", caption), rows);
}

std::string protection_table(const Comparison& comparison, Duration afterwards) {
  std::string rows =
      heading_row({"protection", "what it is", "attempts a call", "of these at primary", "served", "worst wait", "well again"});
  for (std::size_t i = 0; i < kComparedProtections.size(); ++i) {
    const ScenarioReport& report = comparison.reports[i];
    rows += "<tr>" + row_head(name_of(kComparedProtections[i])) + element("td", meaning_of(kComparedProtections[i])) +
            number(attempts_text(report, report.attempts_milli())) + number(attempts_text(report, report.attempts_milli(0))) +
            number(served_text(report)) + number(span_text(report.worst_wait)) +
            element("td", recovery_text(report.recovered, afterwards)) + "</tr>\n";
  }
  return table("With each protection, of the calls that began while the fault stood", rows);
}

std::string target_table(const ScenarioReport& report) {
  std::string rows = heading_row({"target", "in the fault", "per call", "in the whole run"});
  for (std::size_t i = 0; i < report.targets.size(); ++i) {
    const ScenarioReport::TargetFigures& target = report.targets[i];
    rows += "<tr>" + row_head(target.name) + number(std::to_string(target.attempts)) +
            number(attempts_text(report, report.attempts_milli(i))) + number(std::to_string(target.attempts_in_all)) + "</tr>\n";
  }
  return table("Attempts with the policy in full", rows);
}

std::string figures_cells(const sim::Figures& figures, const sim::Difference* difference, Duration afterwards) {
  const auto moved = [&](sim::Measure measure) { return difference != nullptr && difference->moved(measure); };
  return number(ratio_text(figures.attempts_milli), moved(sim::Measure::Attempts)) +
         number(percent_text(figures.served_milli), moved(sim::Measure::Served)) +
         number(span_text(figures.worst_wait), moved(sim::Measure::WorstWait)) +
         element("td", recovery_text(figures.recovered, afterwards), moved(sim::Measure::Recovery) ? "moved" : "") + "</tr>\n";
}

std::string settings_table(const Comparison& comparison, Duration afterwards) {
  if (!comparison.differences) return {};
  std::string rows = heading_row({"setting changed", "the same policy", "attempts a call", "served", "worst wait", "well again"});
  rows += "<tr>" + row_head("none") + element("td", "as configured") +
          figures_cells(figures_of(comparison.full()), nullptr, afterwards);
  for (const sim::Difference& one : *comparison.differences) {
    rows += "<tr>" + row_head(one.variation.setting) + element("td", one.variation.change) +
            figures_cells(one.changed, &one, afterwards);
  }
  return table("Each setting changed alone, the greatest difference first; bold where it is one", rows);
}

std::string section(const Comparison& comparison, const SimulatePlan& plan) {
  const Duration afterwards = plan.settings.afterwards;
  const std::string one_target = one_target_sentence(comparison);
  const bool held = !comparison.full().violation;
  return "<section>\n" + element("h2", name_of(comparison.scenario)) + '\n' +
         (one_target.empty() ? std::string() : element("p", one_target) + '\n') +
         element("p", saving_sentence(comparison, afterwards)) + '\n' +
         element("p", bounds_sentence(comparison), held ? "" : "alarm") + '\n' + protection_table(comparison, afterwards) +
         "<figure>\n" + chart_drawing(comparison, plan) + "</figure>\n" + target_table(comparison.full()) +
         element("p", settings_sentence(comparison)) + '\n' + settings_table(comparison, afterwards) + "</section>\n";
}

std::string run_table(const SimulatePlan& plan) {
  const sim::ScenarioSettings& settings = plan.settings;
  std::string rows;
  const auto row = [&](std::string_view name, std::string_view value) {
    rows += "<tr>" + row_head(name) + element("td", value) + "</tr>\n";
  };
  row("configuration", plan.config.empty() ? "the default policy" : std::string_view(plan.config));
  row("route", settings.route);
  row("seed", std::to_string(settings.seed));
  row("load, fault and providers", load_sentence(plan));
  row("the run goes on for", seconds_text(settings.afterwards));
  row("an SDK tries again", fmt::format("{} times", settings.sdk_retries));
  row("answers", fmt::format("{}, of {} tokens: the first after {}, each further one after {}", name_of(settings.answers),
                             settings.tokens, span_text(settings.first_token), seconds_text(settings.token_gap)));
  return table("The run", rows);
}

}  // namespace

std::string simulate_html(const Simulation& simulation) {
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>jurymast "
      "simulate</title>\n<style>\n{}{}</style>\n</head>\n<body>\n"
      "<h1>What the policy does in an outage</h1>\n{}\n{}\n",
      kPageStyle, chart_style(), element("p", policy_sentence(simulation.plan)), element("p", load_sentence(simulation.plan)));
  for (const Comparison& comparison : simulation.comparisons) page += section(comparison, simulation.plan);
  page += run_table(simulation.plan);
  return page + "<p>Played in virtual time; docs/simulate.md says what the model leaves out.</p>\n</body>\n</html>\n";
}

}  // namespace jurymast::app
