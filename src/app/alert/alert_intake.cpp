#include "app/alert/alert_intake.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/admin/admin_endpoints.hpp"
#include "app/json_text.hpp"
#include "record/pattern_scrub.hpp"
#include "record/timestamp.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::json;
using control::problem;

constexpr std::string_view kFormat = "4";
constexpr std::size_t kNameBytesMax = 64;
/// Labels that say where; anything else may hold what no record should.
constexpr std::array<std::string_view, 10> kLabelsTaken{"route",  "target",  "model",     "service", "environment",
                                                        "region", "cluster", "namespace", "job",     "instance"};

bool is_plain(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.:/").find(c) != std::string_view::npos;
  });
}

/// An object of texts, as labels and annotations are; absent counts as empty.
Result<Json> texts_in(const Json& alert, const char* member) {
  const auto found = alert.find(member);
  if (found == alert.end()) return Json::object();
  const bool texts =
      found->is_object() && std::all_of(found->begin(), found->end(), [](const Json& value) { return value.is_string(); });
  if (!texts) return fail(Code::Invalid, "`{}` is no object of texts", member);
  return *found;
}

record::NamedLabels labels_taken(const Json& labels) {
  record::NamedLabels taken;
  for (const std::string_view name : kLabelsTaken) {
    const std::string value = text_in(labels, std::string(name).c_str());
    if (is_plain(value) && record::find_secrets(value).empty()) taken.emplace_back(name, value);
  }
  return taken;
}

record::Severity severity_in(const Json& labels) {
  const std::string word = text_in(labels, "severity");
  if (word == "critical" || word == "page") return record::Severity::Critical;
  return word == "info" || word == "none" ? record::Severity::Info : record::Severity::Warning;
}

/// The first line of a text as a record may hold it; empty where it cannot.
record::PlainText summary_of(const Json& annotations) {
  std::string text = text_in(annotations, "summary");
  if (text.empty()) text = text_in(annotations, "description");
  text.resize(std::min(text.find('\n'), text.size()));
  return record::PlainText::make(text).value_or(record::PlainText());
}

/// When it began or ended, as Alertmanager says; now where that lies ahead of our clock.
Result<WallTime> time_of(const Json& alert, record::AlertState state, WallTime now) {
  const char* const member = state == record::AlertState::Firing ? "startsAt" : "endsAt";
  const auto at = record::parse_timestamp(text_in(alert, member));
  if (!at) return fail(Code::Invalid, "`{}` is no time", member);
  return std::min(*at, now);
}

Result<record::AlertRecord> read_one(const Json& alert, WallTime now) {
  if (!alert.is_object()) return fail(Code::Invalid, "it is no object");
  const std::string status = text_in(alert, "status");
  if (status != "firing" && status != "resolved") return fail(Code::Invalid, "`status` is neither firing nor resolved");
  const auto labels = texts_in(alert, "labels");
  if (!labels) return tl::unexpected(labels.error());
  const auto annotations = texts_in(alert, "annotations");
  if (!annotations) return tl::unexpected(annotations.error());
  record::AlertRecord record;
  record.source = record::AlertSource::Alertmanager;
  record.state = status == "firing" ? record::AlertState::Firing : record::AlertState::Resolved;
  const auto at = time_of(alert, record.state, now);
  if (!at) return tl::unexpected(at.error());
  record.at = *at;
  record.name = text_in(*labels, "alertname");
  if (!is_plain(record.name) || !record::find_secrets(record.name).empty()) {
    return fail(Code::Invalid, "the label `alertname` is no name: 1 to {} letters, digits and -_.:/", kNameBytesMax);
  }
  record.severity = severity_in(*labels);
  record.labels = labels_taken(*labels);
  record.summary = summary_of(*annotations);
  record.runbook = record::Link::make(text_in(*annotations, "runbook_url")).value_or(record::Link());
  return record;
}

}  // namespace

Result<std::vector<record::AlertRecord>> read_alertmanager(std::string_view body, WallTime now) {
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return fail(Code::Invalid, "the body is no JSON object");
  if (text_in(json, "version") != kFormat)
    return fail(Code::Invalid, "`version` is not \"{}\", the webhook format that is read here", kFormat);
  const auto alerts = json.find("alerts");
  if (alerts == json.end() || !alerts->is_array() || alerts->empty()) return fail(Code::Invalid, "`alerts` is no list of alerts");
  if (alerts->size() > kIntakeAlertsMax) {
    return fail(Code::Invalid, "`alerts` has more than {}; set max_alerts in Alertmanager's webhook_config", kIntakeAlertsMax);
  }
  std::vector<record::AlertRecord> records;
  for (const Json& alert : *alerts) {
    auto record = read_one(alert, now);
    if (!record) return fail(Code::Invalid, "alerts[{}]: {}", records.size(), record.error().message);
    records.push_back(std::move(*record));
  }
  return records;
}

control::AdminRoutes AlertIntake::routes() {
  return {{admin_endpoint("POST", "/alerts"),
           [this](const control::AdminRequest& request, const control::AdminAnswer& done) { take(request.body, done); }}};
}

void AlertIntake::take(std::string_view body, const control::AdminAnswer& done) {
  auto read = read_alertmanager(body, parts_.loop.wall_now());
  if (!read) return done(problem(422, "alerts_refused", read.error().message));
  const std::size_t count = read->size();
  auto settle = [done, count](bool saved) {
    if (saved) return done({.body = fmt::format(R"({{"recorded":{}}})", count) + "\n"});
    done(problem(503, "record_unsaved", "The disk did not take the alerts in time; send them again."));
  };
  // They are written in their order, so the last one on the disk speaks for all.
  for (std::size_t i = 0; i < count; ++i) {
    (*read)[i].id = parts_.new_id();
    const std::string line = render((*read)[i]);
    if (i + 1 < count) {
      parts_.journal.append(line);
      continue;
    }
    parts_.journal.append(line, [&loop = parts_.loop, settle](bool saved) { loop.post([settle, saved] { settle(saved); }); });
  }
}

}  // namespace jurymast::app
