#include "app/probe/preflight_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

namespace jurymast::app {
namespace {

using evidence::PreflightCheck;
using Json = nlohmann::ordered_json;

std::string text_report(const SmokeSetting& setting, const std::vector<PreflightCheck>& checks) {
  std::string text =
      fmt::format("{}: route {}, environment {}\n", setting.run, setting.route.name, setting.snapshot.server.environment);
  for (const PreflightCheck& check : checks) {
    text += fmt::format("{:<8} {}\n", record::name_of(check.result), check.name);
    for (const std::string& reason : check.reasons) text += "         " + reason + "\n";
  }
  return text;
}

std::string json_report(const SmokeSetting& setting, const std::vector<PreflightCheck>& checks) {
  Json list = Json::array();
  for (const PreflightCheck& check : checks) {
    list.push_back({{"check", check.name}, {"result", record::name_of(check.result)}, {"reasons", check.reasons}});
  }
  const Json json{{"run", setting.run},
                  {"route", setting.route.name},
                  {"environment", setting.snapshot.server.environment},
                  {"checks", std::move(list)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

BuildResult build_result(record::CheckResult result) {
  if (result == record::CheckResult::Missing) return BuildResult::Skipped;
  return result == record::CheckResult::Pass ? BuildResult::Pass : BuildResult::Fail;
}

BuildReport build_report_of(const SmokeSetting& setting, const std::vector<PreflightCheck>& checks) {
  BuildReport build{.name = setting.run};
  for (const PreflightCheck& check : checks) {
    build.cases.push_back({"jurymast.preflight." + setting.route.name, std::string(check.name), build_result(check.result),
                           std::string(record::name_of(check.result)), fmt::format("{}", fmt::join(check.reasons, "; "))});
  }
  return build;
}

}  // namespace

std::string preflight_report(const SmokeSetting& setting, const std::vector<PreflightCheck>& checks, PrintFormat format) {
  switch (format) {
    case PrintFormat::Json:
      return json_report(setting, checks);
    case PrintFormat::Junit:
      return build_junit(build_report_of(setting, checks));
    case PrintFormat::Tap:
      return build_tap(build_report_of(setting, checks));
    case PrintFormat::Markdown:
      return fmt::format("# {}\n\nRoute `{}`, environment `{}`.\n\n{}", setting.run, setting.route.name,
                         setting.snapshot.server.environment, build_table(build_report_of(setting, checks)));
    case PrintFormat::Text:
    case PrintFormat::Sarif:
      break;
  }
  return text_report(setting, checks);
}

}  // namespace jurymast::app
