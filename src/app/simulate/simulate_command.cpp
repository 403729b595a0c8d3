#include "app/simulate/simulate_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#include "app/exit_code.hpp"
#include "app/simulate/simulate_chart.hpp"
#include "app/simulate/simulate_counts.hpp"
#include "app/simulate/simulate_report.hpp"
#include "config/did_you_mean.hpp"
#include "config/problem.hpp"

namespace jurymast::app {
namespace {

Result<ReportFormat> format_of(const SimulateOptions& options) {
  const bool said = !options.format.empty();
  if (options.json && said && options.format != kReportFormatNames[static_cast<std::size_t>(ReportFormat::Json)]) {
    return fail(Code::Invalid, "--json and --format {} ask for two forms — leave one of them out", options.format);
  }
  if (!said) return options.json ? ReportFormat::Json : ReportFormat::Text;
  const auto* const found = std::find(kReportFormatNames.begin(), kReportFormatNames.end(), options.format);
  if (found != kReportFormatNames.end()) return static_cast<ReportFormat>(found - kReportFormatNames.begin());
  const std::string_view meant = config::did_you_mean(options.format, {kReportFormatNames.begin(), kReportFormatNames.end()});
  return fail(Code::Invalid, "--format: {} is no format — {}", config::in_quotes(options.format),
              meant.empty() ? fmt::format("write one of: {}", fmt::join(kReportFormatNames, ", "))
                            : fmt::format("did you mean {}?", config::in_quotes(meant)));
}

std::string report_of(const Simulation& simulation, ReportFormat format) {
  switch (format) {
    case ReportFormat::Text:
      return simulate_text(simulation);
    case ReportFormat::Json:
      return simulate_json(simulation);
    case ReportFormat::Svg:
      return simulate_svg(simulation);
    case ReportFormat::Html:
      return simulate_html(simulation);
  }
  return {};
}

Result<void> write_report(const std::string& report, const std::string& path, std::FILE* out) {
  std::FILE* const file = path.empty() ? out : std::fopen(path.c_str(), "we");
  bool whole = file != nullptr && std::fwrite(report.data(), 1, report.size(), file) == report.size();
  if (file != nullptr) whole = (path.empty() ? std::fflush(file) : std::fclose(file)) == 0 && whole;
  if (whole) return {};
  return fail(Code::Unavailable, "{}: {} — name a file that can be written", path.empty() ? "the output" : path,
              std::generic_category().message(errno));
}

/// Counts over seeds have no second to draw.
Result<std::string> counts_of(const SeedCounts& counts, ReportFormat format) {
  if (format == ReportFormat::Text) return counts_text(counts);
  if (format == ReportFormat::Json) return counts_json(counts);
  return fail(Code::Invalid, "--seeds counts, and draws nothing — leave it out, or ask for --format text or json");
}

/// The report on what was asked for, and whether every bound held.
struct Reported {
  std::string report;
  bool held = true;
};

Result<Reported> play(SimulatePlan plan, ReportFormat format, Player player) {
  if (plan.seeds == 0) {
    const Result<Simulation> simulation = player(std::move(plan));
    if (!simulation) return tl::unexpected(simulation.error());
    return Reported{report_of(*simulation, format), simulation->held()};
  }
  const Result<SeedCounts> counts = count_attempts(std::move(plan));
  if (!counts) return tl::unexpected(counts.error());
  Result<std::string> report = counts_of(*counts, format);
  if (!report) return tl::unexpected(report.error());
  return Reported{*std::move(report), counts->held};
}

int complain(std::FILE* complaints, const Error& error, int code) {
  fmt::print(complaints, "jurymast simulate: {}\n", error.message);
  return code;
}

}  // namespace

int run_simulate(const SimulateOptions& options, std::FILE* out, std::FILE* complaints, Player player) {
  const Result<ReportFormat> format = format_of(options);
  if (!format) return complain(complaints, format.error(), kUsage);
  Result<SimulatePlan> plan = make_plan(options);
  if (!plan) {
    std::fputs(plan.error().message.c_str(), complaints);
    return kUsage;
  }
  const Result<Reported> reported = play(*std::move(plan), *format, player);
  if (!reported) return complain(complaints, reported.error(), kUsage);
  const Result<void> written = write_report(reported->report, options.out, out);
  if (!written) return complain(complaints, written.error(), kToolFailed);
  return reported->held ? kPass : kCheckFailed;
}

}  // namespace jurymast::app
