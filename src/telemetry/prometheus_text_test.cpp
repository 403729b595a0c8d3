#include "telemetry/prometheus_text.hpp"

#include <gtest/gtest.h>

#include "base/failure_class.hpp"
#include "base/random.hpp"
#include "telemetry/strict_exposition.hpp"

namespace jurymast::telemetry {
namespace {

using namespace std::chrono_literals;

const Words kClasses{kFailureClassNames};

std::string faults(const Exposition& page) {
  std::string text;
  for (const std::string& fault : page.faults) text += fault + "\n";
  return text;
}

TEST(PrometheusText, AddsTheLoopsUp) {
  Names targets;
  const std::uint16_t main = targets.index_of("main");
  const MetricHead head{
      "jurymast_attempts_total", "Attempts by target and class.", {{"target", &targets}, {"class", &kClasses}}};
  Family<Counter> first(head);
  Family<Counter> second(head);
  first.at({main, 0}).add(3);
  second.at({main, 0}).add(4);
  second.at({main, 1}).add(5);
  PrometheusText page;
  page.counters(std::array<const Family<Counter>*, 2>{&first, &second});
  EXPECT_EQ(page.text(),
            "# HELP jurymast_attempts_total Attempts by target and class.\n"
            "# TYPE jurymast_attempts_total counter\n"
            "jurymast_attempts_total{target=\"main\",class=\"auth\"} 5\n"
            "jurymast_attempts_total{target=\"main\",class=\"ok\"} 7\n");
}

TEST(PrometheusText, WritesHistogramsInSecondsWithCumulativeBuckets) {
  Names routes;
  const MetricHead head{"jurymast_duration_seconds", "Durations.", {{"route", &routes}}};
  Family<Histogram> first(head);
  Family<Histogram> second(head);
  first.at({routes.index_of("assistant")}).observe(15ms);
  second.at({0}).observe(1500ms);
  second.at({0}).observe(100s);
  PrometheusText text;
  text.histograms(std::array<const Family<Histogram>*, 2>{&first, &second});
  const Exposition page = read_exposition(text.text());
  EXPECT_EQ(faults(page), "") << text.text();
  EXPECT_EQ(page.type.at("jurymast_duration_seconds"), "histogram");
  EXPECT_EQ(page.at("jurymast_duration_seconds_bucket{route=\"assistant\",le=\"0.01\"}"), 0);
  EXPECT_EQ(page.at("jurymast_duration_seconds_bucket{route=\"assistant\",le=\"0.02\"}"), 1);
  EXPECT_EQ(page.at("jurymast_duration_seconds_bucket{route=\"assistant\",le=\"2.56\"}"), 2);
  EXPECT_EQ(page.at("jurymast_duration_seconds_bucket{route=\"assistant\",le=\"+Inf\"}"), 3);
  EXPECT_EQ(page.at("jurymast_duration_seconds_sum{route=\"assistant\"}"), 101.515);
  EXPECT_EQ(page.at("jurymast_duration_seconds_count{route=\"assistant\"}"), 3);
}

TEST(PrometheusText, WritesGaugesAndSingleNumbers) {
  const MetricHead head{"jurymast_inflight", "Requests in flight.", {}};
  Family<Gauge> loop(head);
  loop.at({}).set(7);
  loop.at({}).add(-9);
  PrometheusText text;
  text.gauges(std::array<const Family<Gauge>*, 1>{&loop});
  text.counter("jurymast_gaps_total", "Records lost.", 12);
  text.gauge("jurymast_up", "One.", 1);
  const Exposition page = read_exposition(text.text());
  EXPECT_EQ(faults(page), "") << text.text();
  EXPECT_EQ(page.at("jurymast_inflight"), -2);
  EXPECT_EQ(page.at("jurymast_gaps_total"), 12);
}

TEST(PrometheusText, EscapesWhateverAValueHolds) {
  Names names;
  const MetricHead head{"x_total", "a\\b\nc \"quoted\"", {{"name", &names}}};
  Family<Counter> loop(head);
  loop.at({names.index_of("quote\" slash\\ line\nend")}).add();
  PrometheusText text;
  text.counters(std::array<const Family<Counter>*, 1>{&loop});
  EXPECT_EQ(faults(read_exposition(text.text())), "") << text.text();
  EXPECT_NE(text.text().find("# HELP x_total a\\\\b\\nc \"quoted\"\n"), std::string::npos) << text.text();
  EXPECT_NE(text.text().find("{name=\"quote\\\" slash\\\\ line\\nend\"} 1\n"), std::string::npos) << text.text();
}

TEST(PrometheusText, AnIndexWithoutANameAndTheOverflowAreOneSeries) {
  Names names;
  const MetricHead head{"x_total", "x", {{"name", &names}}};
  Family<Counter> loop(head);
  loop.at({77}).add(1);
  loop.at({kOtherIndex}).add(2);
  PrometheusText text;
  text.counters(std::array<const Family<Counter>*, 1>{&loop});
  const Exposition page = read_exposition(text.text());
  EXPECT_EQ(faults(page), "");
  EXPECT_EQ(page.at("x_total{name=\"other\"}"), 3);
}

TEST(PrometheusText, AnyPageIsWellFormed) {
  Random random(11);
  Names targets(5);
  const MetricHead attempts{"a_total", "a", {{"target", &targets}, {"class", &kClasses}}};
  const MetricHead durations{"d_seconds", "d", {{"target", &targets}}};
  for (int round = 0; round < 50; ++round) {
    Family<Counter> counters(attempts, 20);
    Family<Histogram> histograms(durations, 3);
    for (int i = 0; i < 200; ++i) {
      const std::uint16_t target = targets.index_of("t" + std::to_string(random.below(9)));
      counters.at({target, static_cast<std::uint16_t>(random.below(40))}).add(random.below(1'000));
      histograms.at({target}).observe(random.jitter(200s));
    }
    PrometheusText text;
    text.counters(std::array<const Family<Counter>*, 1>{&counters});
    text.histograms(std::array<const Family<Histogram>*, 1>{&histograms});
    EXPECT_EQ(faults(read_exposition(text.text())), "") << text.text();
  }
}

TEST(StrictExposition, FindsWhatBreaksTheFormat) {
  const std::string head = "# HELP x_total x\n# TYPE x_total counter\n";
  EXPECT_EQ(faults(read_exposition(head + "x_total 1\n")), "");
  for (const char* bad : {"x_total 1", "x_total\n", "x_total one\n", "x_total{a=b} 1\n", "x_total{a=\"b} 1\n",
                          "x_total{a=\"\\x\"} 1\n", "x_total{a=\"b\",a=\"c\"} 1\n", "y_total 1\n",
                          "x_total 1\nx_total 2\n", "x_total -1\n", "0x 1\n", "x_total  1\n"}) {
    EXPECT_NE(faults(read_exposition(head + bad)), "") << bad;
  }
  EXPECT_NE(faults(read_exposition(head + "x_total 1\n" + head)), "");
  const std::string histogram = "# HELP h h\n# TYPE h histogram\n";
  EXPECT_NE(faults(read_exposition(histogram + "h_bucket{le=\"1\"} 1\nh_sum 1\n")), "") << "no +Inf";
  EXPECT_NE(faults(read_exposition(histogram + "h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n")),
            "");
  EXPECT_NE(faults(read_exposition(histogram + "h_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n")), "");
}

}  // namespace
}  // namespace jurymast::telemetry
