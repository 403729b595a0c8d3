#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "proxy/status_json.hpp"
#include "proxy/test_plane.hpp"
#include "telemetry/strict_exposition.hpp"

/// The dashboard that is shipped asks for nothing that is not exported.
namespace jurymast::proxy {
namespace {

using Labels = std::set<std::string>;

nlohmann::json read_dashboard() {
  std::ifstream file(JURYMAST_SOURCE_DIR "/packaging/grafana/jurymast.json");
  std::ostringstream text;
  text << file.rdbuf();
  return nlohmann::json::parse(text.str(), nullptr, false);
}

/// All query texts: of panels, also those in rows, and of variables.
void gather_queries(const nlohmann::json& node, std::vector<std::string>& queries) {
  if (!node.is_structured()) return;
  for (const auto& [key, value] : node.items()) {
    if ((key == "expr" || key == "query") && value.is_string()) queries.push_back(value.get<std::string>());
    gather_queries(value, queries);
  }
}

bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

/// The words of a query that are written like names.
std::vector<std::string> words_of(std::string_view query) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(query) + " ") {
    if (is_name_char(c)) {
      word.push_back(c);
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

/// The labels that a query names: inside of `by (…)`, or before a matcher.
Labels labels_of(const std::string& query) {
  Labels labels;
  for (std::size_t at = query.find("by ("); at != std::string::npos; at = query.find("by (", at + 1)) {
    const std::string list = query.substr(at + 4, query.find(')', at) - at - 4);
    for (const std::string& word : words_of(list)) labels.insert(word);
  }
  for (std::size_t at = query.find('='); at != std::string::npos; at = query.find('=', at + 1)) {
    std::size_t end = at;
    while (end > 0 && query[end - 1] == '!') --end;
    std::size_t begin = end;
    while (begin > 0 && is_name_char(query[begin - 1])) --begin;
    if (begin < end) labels.insert(query.substr(begin, end - begin));
  }
  return labels;
}

/// What the data plane exports: each metric with its labels.
std::map<std::string, Labels> exported() {
  const MetricHeads heads;
  std::map<std::string, Labels> metrics;
  for (const telemetry::MetricHead* head :
       {&heads.requests, &heads.refused, &heads.attempts, &heads.fallbacks, &heads.rescued, &heads.unproven, &heads.passed_over,
        &heads.first_content, &heads.duration, &heads.in_flight}) {
    Labels& labels = metrics[std::string(head->name)];
    for (const telemetry::Label& label : head->labels) labels.emplace(label.name);
  }
  TestPlane plane;
  plane.shared->traffic.adopt(canary_at(10'000));
  telemetry::PrometheusText page;
  write_shared_metrics(*plane.shared, *plane.snapshot, MonotonicTime{std::chrono::hours(1)}, page);
  for (const auto& [series, value] : telemetry::read_exposition(page.text()).series) {
    Labels& labels = metrics[series.substr(0, series.find('{'))];
    if (series.find('{') != std::string::npos) labels.merge(labels_of(series));
  }
  return metrics;
}

/// The metric behind a name in a query, `le` being a label of buckets alone; null where there is none.
const Labels* find_metric(const std::map<std::string, Labels>& metrics, const std::string& name) {
  for (const std::string_view suffix : {"", "_bucket", "_sum", "_count"}) {
    if (!name.ends_with(suffix)) continue;
    const auto found = metrics.find(name.substr(0, name.size() - suffix.size()));
    const bool histogram = name.find("_seconds") != std::string::npos;
    if (found != metrics.end() && histogram == !suffix.empty()) return &found->second;
  }
  return nullptr;
}

class Dashboard : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(dashboard_.is_object()) << "packaging/grafana/jurymast.json is missing or no JSON";
    gather_queries(dashboard_, queries_);
    ASSERT_GT(queries_.size(), 15U);
  }
  nlohmann::json dashboard_ = read_dashboard();
  std::map<std::string, Labels> metrics_ = exported();
  std::vector<std::string> queries_;
};

TEST_F(Dashboard, AsksOnlyForMetricsThatAreExported) {
  for (const std::string& query : queries_) {
    for (const std::string& word : words_of(query)) {
      if (!word.starts_with("jurymast_")) continue;
      EXPECT_NE(find_metric(metrics_, word), nullptr) << word << " in " << query;
    }
  }
}

TEST_F(Dashboard, NamesOnlyLabelsThatTheMetricHas) {
  const Labels of_any_series{"instance", "job", "le"};
  for (const std::string& query : queries_) {
    Labels known = of_any_series;
    for (const std::string& word : words_of(query)) {
      if (const Labels* const labels = find_metric(metrics_, word)) known.insert(labels->begin(), labels->end());
    }
    for (const std::string& label : labels_of(query)) EXPECT_TRUE(known.contains(label)) << label << " in " << query;
  }
}

TEST_F(Dashboard, ShowsEveryMetricOfTheDataPlane) {
  std::set<std::string> asked;
  for (const std::string& query : queries_) {
    for (const std::string& word : words_of(query)) asked.insert(word);
  }
  for (const auto& [metric, labels] : metrics_) {
    EXPECT_TRUE(asked.contains(metric) || asked.contains(metric + "_bucket")) << metric;
  }
}

TEST_F(Dashboard, HasPanelsThatCanBeToldApart_EachWithWordsOfItsOwn) {
  EXPECT_GE(dashboard_["schemaVersion"].get<int>(), 38);
  std::set<int> ids;
  std::set<std::string> titles;
  for (const nlohmann::json& panel : dashboard_["panels"]) {
    EXPECT_TRUE(ids.insert(panel["id"].get<int>()).second) << panel["title"];
    EXPECT_TRUE(titles.insert(panel["title"].get<std::string>()).second) << panel["title"];
    if (panel["type"] == "row") continue;
    EXPECT_FALSE(panel.value("description", "").empty()) << panel["title"];
  }
}

}  // namespace
}  // namespace jurymast::proxy
