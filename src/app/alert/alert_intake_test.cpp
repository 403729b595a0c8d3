#include "app/alert/alert_intake.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace jurymast::app {
namespace {

using Json = nlohmann::json;

/// A delivery as Alertmanager 0.27 sends it, with one alert.
Json delivery() {
  return Json::parse(
      R"({"version":"4","groupKey":"{}:{alertname=\"HighErrorRate\"}","truncatedAlerts":0,"status":"firing","receiver":"jurymast",
    "groupLabels":{"alertname":"HighErrorRate"},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://alertmanager:9093",
    "alerts":[{"status":"firing","labels":{"alertname":"HighErrorRate","severity":"critical","route":"chat","customer":"anna@example.com"},
      "annotations":{"summary":"5 % of requests fail","runbook_url":"https://wiki.example/runbook?token=abc"},
      "startsAt":"2026-06-20T12:00:00.5Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus:9090/graph","fingerprint":"c0ffee"}]})");
}

WallTime now() { return ManualClock().wall_now() + std::chrono::hours(24); }

std::string complaint(const Json& body) {
  const auto read = read_alertmanager(body.dump(), now());
  return read ? std::string() : read.error().message;
}

TEST(AlertIntake, TakesWhatSaysWhereAndHowBad) {
  const auto read = read_alertmanager(delivery().dump(), now());
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 1U);
  const record::AlertRecord& alert = read->front();
  EXPECT_EQ(alert.source, record::AlertSource::Alertmanager);
  EXPECT_EQ(alert.state, record::AlertState::Firing);
  EXPECT_EQ(alert.severity, record::Severity::Critical);
  EXPECT_EQ(alert.name, "HighErrorRate");
  EXPECT_EQ(alert.labels, (record::NamedLabels{{"route", "chat"}}));
  EXPECT_EQ(alert.summary.text(), "5 % of requests fail");
  EXPECT_EQ(alert.runbook.text(), "https://wiki.example/runbook");
  EXPECT_EQ(to_rfc3339(alert.at), "2026-06-20T12:00:00.500000Z");
}

TEST(AlertIntake, KeepsNoSecret) {
  Json body = delivery();
  body["alerts"][0]["labels"]["instance"] = "sk-abcdefghijklmnopqrstuvwx0123456789";
  body["alerts"][0]["annotations"]["summary"] = "the key sk-abcdefghijklmnopqrstuvwx0123456789 fails\nand more";
  const auto read = read_alertmanager(body.dump(), now());
  ASSERT_TRUE(read) << read.error().message;
  const std::string line = render(read->front());
  EXPECT_EQ(line.find("sk-abcdef"), std::string::npos) << line;
  EXPECT_EQ(line.find("anna@"), std::string::npos) << line;
}

TEST(AlertIntake, TellsAnEndByItsOwnTime_AndNothingFromTheFuture) {
  Json body = delivery();
  body["alerts"][0]["status"] = "resolved";
  body["alerts"][0]["endsAt"] = "2099-01-01T00:00:00Z";
  const auto read = read_alertmanager(body.dump(), now());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->front().state, record::AlertState::Resolved);
  EXPECT_EQ(read->front().at, now());
}

TEST(AlertIntake, RefusesADeliveryWhole_AndSaysWhere) {
  EXPECT_EQ(complaint(Json::array()), "the body is no JSON object");
  Json other = delivery();
  other["version"] = "5";
  EXPECT_TRUE(complaint(other).starts_with("`version` is not \"4\""));
  Json none = delivery();
  none["alerts"] = Json::array();
  EXPECT_EQ(complaint(none), "`alerts` is no list of alerts");
  Json many = delivery();
  for (std::size_t i = 0; i < kIntakeAlertsMax; ++i) many["alerts"].push_back(many["alerts"][0]);
  EXPECT_TRUE(complaint(many).starts_with("`alerts` has more than 64"));
  Json status = delivery();
  status["alerts"].push_back(status["alerts"][0]);
  status["alerts"][1]["status"] = "pending";
  EXPECT_EQ(complaint(status), "alerts[1]: `status` is neither firing nor resolved");
  Json labels = delivery();
  labels["alerts"][0]["labels"] = Json{{"alertname", 7}};
  EXPECT_EQ(complaint(labels), "alerts[0]: `labels` is no object of texts");
  Json nameless = delivery();
  nameless["alerts"][0]["labels"].erase("alertname");
  EXPECT_TRUE(complaint(nameless).starts_with("alerts[0]: the label `alertname` is no name"));
  Json timeless = delivery();
  timeless["alerts"][0]["startsAt"] = "yesterday";
  EXPECT_EQ(complaint(timeless), "alerts[0]: `startsAt` is no time");
}

}  // namespace
}  // namespace jurymast::app
