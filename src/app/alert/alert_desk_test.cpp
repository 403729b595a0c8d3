#include "app/alert/alert_desk.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace jurymast::app {
namespace {

const record::NamedLabels kChat{{"route", "chat"}};
const record::NamedLabels kOther{{"route", "other"}};

class Alerts : public ::testing::Test {
 protected:
  Alerts()
      : desk_({.wall_now = [this] { return clock_.wall_now(); },
               .new_id = [this] { return OperationId::make(clock_.wall_now(), random_); },
               .write = [this](const std::string& record) { records_.push_back(*record::read_alert(record)); }}) {}
  std::string metrics() const {
    telemetry::PrometheusText page;
    desk_.write_metrics(page);
    return page.text();
  }

  ManualClock clock_;
  Random random_{1};
  std::vector<record::AlertRecord> records_;
  AlertDesk desk_;
};

TEST_F(Alerts, LeaveOneRecordAChange) {
  desk_.raise(AlertName::RolloutFrozen, kChat);
  desk_.raise(AlertName::RolloutFrozen, kChat);
  desk_.resolve(AlertName::RolloutFrozen, kOther);
  ASSERT_EQ(records_.size(), 1U);
  EXPECT_EQ(records_[0].name, "rollout_frozen");
  EXPECT_EQ(records_[0].state, record::AlertState::Firing);
  EXPECT_EQ(records_[0].source, record::AlertSource::Jurymast);
  EXPECT_EQ(records_[0].labels, kChat);
  EXPECT_FALSE(records_[0].summary.empty());
  desk_.resolve(AlertName::RolloutFrozen, kChat);
  desk_.resolve(AlertName::RolloutFrozen, kChat);
  ASSERT_EQ(records_.size(), 2U);
  EXPECT_EQ(records_[1].state, record::AlertState::Resolved);
}

TEST_F(Alerts, OfOneNameAreSettledTogether) {
  desk_.raise(AlertName::RecordsLost, {});
  desk_.settle(AlertName::KillSwitchSet, {kChat, kOther});
  EXPECT_EQ(records_.size(), 3U);
  desk_.settle(AlertName::KillSwitchSet, {kOther});
  EXPECT_EQ(records_.size(), 4U);
  EXPECT_FALSE(desk_.fires(AlertName::KillSwitchSet, kChat));
  EXPECT_TRUE(desk_.fires(AlertName::KillSwitchSet, kOther));
  EXPECT_TRUE(desk_.fires(AlertName::RecordsLost, {}));
}

TEST_F(Alerts, AreGauges_AndOfAllNamesOneIsThere) {
  desk_.settle(AlertName::KillSwitchSet, {kChat, kOther});
  const std::string page = metrics();
  EXPECT_NE(page.find("jurymast_alert{name=\"kill_switch_set\"} 2\n"), std::string::npos) << page;
  for (const std::string_view name : kAlertNames) {
    EXPECT_NE(page.find("{name=\"" + std::string(name) + "\"}"), std::string::npos) << name;
  }
}

TEST_F(Alerts, AreToldAsJson) {
  desk_.raise(AlertName::OverrideBreakGlass, kChat);
  const auto json = nlohmann::json::parse(desk_.json());
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0].at("name"), "override_break_glass");
  EXPECT_EQ(json[0].at("severity"), "critical");
  EXPECT_EQ(json[0].at("labels").at("route"), "chat");
  EXPECT_EQ(json[0].at("since"), to_rfc3339(clock_.wall_now()));
}

TEST_F(Alerts, AreBounded_AndThoseBeyondAreCounted) {
  for (std::size_t i = 0; i < kAlertsFiringMax + 3; ++i) desk_.raise(AlertName::NeedsDecision, {{"route", std::to_string(i)}});
  EXPECT_EQ(records_.size(), kAlertsFiringMax);
  EXPECT_EQ(desk_.untold(), 3U);
  EXPECT_NE(metrics().find("jurymast_alerts_untold_total 3\n"), std::string::npos);
}

TEST(AlertRules, AreThereForEveryName_AndForNoOther) {
  std::ifstream file(std::string(JURYMAST_SOURCE_DIR) + "/packaging/alerts.yml");
  std::stringstream text;
  text << file.rdbuf();
  const std::string rules = text.str();
  constexpr std::string_view kExpression = "jurymast_alert{name=\"";
  std::set<std::string> named;
  for (std::size_t at = rules.find(kExpression); at != std::string::npos; at = rules.find(kExpression, at)) {
    at += kExpression.size();
    named.insert(rules.substr(at, rules.find('"', at) - at));
  }
  EXPECT_EQ(named, std::set<std::string>(kAlertNames.begin(), kAlertNames.end()));
}

}  // namespace
}  // namespace jurymast::app
