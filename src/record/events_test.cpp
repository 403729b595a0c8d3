#include "record/events.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "record/line.hpp"
#include "record/operation.hpp"

namespace jurymast::record {
namespace {

using nlohmann::json;

SnapshotRecord small_snapshot() {
  SnapshotRecord snapshot;
  snapshot.version = 3;
  snapshot.digest.fill(0xab);
  snapshot.environment = "staging";
  snapshot.labels = {{"service", "shop"}, {"region", "eu-1"}};
  snapshot.targets.push_back(
      {"main", "api.openai.com:443", {Family::ChatCompletions, Family::Responses}, "env", "gpt-5.1"});
  snapshot.routes.push_back(
      {"assistant", Family::ChatCompletions, "main", {"spare"}, "automatic", "first_content", "warn", 3, 2});
  return snapshot;
}

TEST(SnapshotRecords, SayWhatOperationsReferTo) {
  const auto records = render_snapshot(small_snapshot());
  ASSERT_EQ(records.size(), 1U);
  const json record = json::parse(records.front());
  EXPECT_EQ(record.at("kind"), "snapshot");
  EXPECT_EQ(record.at("config"), 3);
  EXPECT_EQ(record.at("digest").get<std::string>().substr(0, 11), "sha256:abab");
  EXPECT_EQ(record.at("labels").at("region"), "eu-1");
  EXPECT_EQ(record.at("targets")[0].at("credential"), "env");
  EXPECT_EQ(record.at("targets")[0].at("families"), json::array({"chat_completions", "responses"}));
  EXPECT_EQ(record.at("routes")[0].at("fallback"), json::array({"spare"}));
  EXPECT_FALSE(record.contains("part"));
}

TEST(SnapshotRecords, OfALargeConfigurationComeInParts_EachBelowTheLimit) {
  SnapshotRecord snapshot = small_snapshot();
  const std::string name(200, 'x');
  snapshot.labels.assign(40, {name, name});
  snapshot.targets.assign(256, {name, name, {Family::ChatCompletions, Family::Responses}, name, name});
  snapshot.routes.assign(
      1024, {name, Family::Responses, name, std::vector<std::string>(20, name), name, name, name, ~0U, ~0U});
  std::size_t targets = 0;
  std::size_t routes = 0;
  const auto records = render_snapshot(snapshot);
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_LE(records[i].size(), kRecordBytesMax);
    const json record = json::parse(records[i]);
    EXPECT_EQ(record.at("part"), i + 1);
    EXPECT_EQ(record.at("parts"), records.size());
    targets += record.at("targets").size();
    routes += record.at("routes").size();
  }
  EXPECT_EQ(targets, 256U);
  EXPECT_EQ(routes, 1024U);
}

TEST(SnapshotRecords, CannotBeBrokenByALabel) {
  SnapshotRecord snapshot = small_snapshot();
  snapshot.labels = {{"a\":1,\"b", "c\n\"}"}};
  EXPECT_TRUE(json::accept(render_snapshot(snapshot).front()));
}

TEST(EventRecords, AreShortAndWhole) {
  const json boot = json::parse(render(BootRecord{{}, BootEvent::Stop, "01J", "0.1.0", 42, 0xfeedU}));
  EXPECT_EQ(boot.at("event"), "stop");
  EXPECT_EQ(boot.at("seed"), "000000000000feed");
  ConfigRecord config{{}, true, 8, std::vector<std::string>(100, "routes.assistant.fallback[0]"), 0};
  const json reload = json::parse(render(config));
  EXPECT_EQ(reload.at("accepted"), true);
  EXPECT_EQ(reload.at("changed").size(), kChangedPathsMax);
  EXPECT_EQ(reload.at("changed")[0], "routes.assistant.fallback[0]");
  EXPECT_EQ(reload.at("changed_more"), 52);
  config.changed.assign(100, std::string(500, 'p'));
  EXPECT_LE(render(config).size(), kRecordBytesMax);
  const json gap = json::parse(render(GapRecord{{}, GapReason::TornLine, 1}));
  EXPECT_EQ(gap.at("reason"), "torn_line");
  EXPECT_EQ(gap.at("count"), 1);
}

TEST(EventRecords, CanAllBeNumbered) {
  EXPECT_TRUE(is_record(render(BootRecord{})));
  EXPECT_TRUE(is_record(render(ConfigRecord{})));
  EXPECT_TRUE(is_record(render(GapRecord{})));
  EXPECT_TRUE(is_record(render_snapshot(SnapshotRecord{}).front()));
}

}  // namespace
}  // namespace jurymast::record
