#include "app/simulate/simulate_chart.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "app/draw/chart_axis.hpp"
#include "app/draw/svg.hpp"
#include "app/simulate/simulate_report.hpp"

namespace jurymast::app {
namespace {

using namespace std::chrono_literals;

std::string contents(const std::string& path) {
  std::ifstream file(std::string(JURYMAST_SOURCE_DIR) + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Compares with the file of the source tree; GOLDEN_UPDATE=1 writes it instead.
void expect_golden(const std::string& path, const std::string& text) {
  if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(std::string(JURYMAST_SOURCE_DIR) + path, std::ios::trunc) << text;
  EXPECT_TRUE(text == contents(path)) << path << " is not what is written now; GOLDEN_UPDATE=1 writes it again";
}

const Simulation& hard_outage() {
  static const Simulation simulation = *simulate(*make_plan({.scenario = "hard_outage"}));
  return simulation;
}

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

/// What every form that a browser reads must keep.
void expect_harmless(const std::string& markup) {
  for (const char* word : {"<script", "javascript:", "href", "src=", "url(", "@import", "onload", "<foreignObject"}) {
    EXPECT_EQ(markup.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(count(markup, "http"), count(markup, "xmlns=\"http://www.w3.org/2000/svg\"") + count(markup, "http-equiv"));
}

/// Every element is closed, in order.
void expect_well_formed(const std::string& markup) {
  std::vector<std::string> open;
  for (std::size_t at = markup.find('<'); at != std::string::npos; at = markup.find('<', at + 1)) {
    const std::string tag = markup.substr(at + 1, markup.find('>', at) - at - 1);
    const std::string name = tag.substr(tag.front() == '/' ? 1 : 0, tag.find_first_of(" /", 1) - (tag.front() == '/' ? 1 : 0));
    if (tag.front() == '!' || tag.back() == '/' || name == "meta") continue;
    if (tag.front() != '/') {
      open.push_back(name);
      continue;
    }
    ASSERT_FALSE(open.empty()) << tag;
    EXPECT_EQ(open.back(), tag.substr(1));
    open.pop_back();
  }
  EXPECT_TRUE(open.empty()) << open.back();
}

TEST(SimulateChart, OfAHardOutageWithTheDefaultPolicy) {
  expect_golden("/tests/golden/simulate/hard_outage.svg", simulate_svg(hard_outage()));
}

TEST(SimulateChart, OfABrownOut_IsTheOneInTheDocumentation) {
  const std::string command =
      "jurymast simulate --config examples/interactive.toml --scenario brown_out --format svg --out docs/brown-out.svg";
  EXPECT_NE(contents("/docs/outages.md").find(command), std::string::npos) << "docs/outages.md names another command";
  EXPECT_NE(contents("/docs/outages.md").find("](brown-out.svg)"), std::string::npos) << "docs/outages.md does not show it";
  SimulatePlan plan =
      *make_plan({.config = std::string(JURYMAST_SOURCE_DIR) + "/examples/interactive.toml", .scenario = "brown_out"});
  plan.config = "examples/interactive.toml";
  expect_golden("/docs/brown-out.svg", simulate_svg(*simulate(std::move(plan))));
}

TEST(SimulateChart, HasARowForEachProtection_WithItsCurvesAndTheFaultShaded) {
  const std::string svg = simulate_svg(hard_outage());
  constexpr std::size_t kRows = kComparedProtections.size();
  EXPECT_EQ(count(svg, "<rect class=\"fault\""), 2 * kRows + 1) << "each plot, and the legend";
  EXPECT_EQ(count(svg, "<path class=\"curve served\""), kRows);
  EXPECT_EQ(count(svg, "<path class=\"curve offered\""), 2 * kRows);
  EXPECT_EQ(count(svg, "<path class=\"curve target0\""), kRows);
  EXPECT_EQ(count(svg, "<path class=\"curve target1\""), kRows);
  for (const sim::Protection protection : kComparedProtections) EXPECT_NE(svg.find(name_of(protection)), std::string::npos);
  for (const char* words :
       {"calls a second", "attempts a second", "seconds of virtual time", "attempts at primary", "the fault stands"}) {
    EXPECT_NE(svg.find(words), std::string::npos) << words;
  }
}

TEST(SimulateChart, ShadesTheFaultWhereItStood) {
  const std::string svg = simulate_svg(hard_outage());
  // From second 10 to 40 of 160, on plots that are 2850 wide and begin at 500 and 3950.
  EXPECT_NE(svg.find("<rect class=\"fault\" x=\"678\" y="), std::string::npos);
  EXPECT_NE(svg.find("<rect class=\"fault\" x=\"4128\" y="), std::string::npos);
  EXPECT_EQ(count(svg, "width=\"534\" height=\"700\"/>"), 2 * kComparedProtections.size());
}

TEST(SimulateChart, TellsWhoCannotSeeItWhatItShows_AndSuitsDarkScreensAndPaper) {
  const std::string svg = simulate_svg(hard_outage());
  EXPECT_NE(svg.find("role=\"img\" aria-labelledby=\"chart-hard_outage-title chart-hard_outage-words\""), std::string::npos);
  EXPECT_NE(svg.find("<title id=\"chart-hard_outage-title\">"), std::string::npos);
  EXPECT_NE(svg.find("naive: 11.81× attempts a call in the fault, 4.1 % served"), std::string::npos);
  EXPECT_NE(svg.find("@media screen and (prefers-color-scheme:dark)"), std::string::npos) << "paper stays white";
}

TEST(SimulateChart, IsWellFormed_HoldsNoScript_AndReachesForNothing) {
  const Simulation all = *simulate(*make_plan({.scenario = "all", .rate = "2"}));
  const std::string svg = simulate_svg(all);
  const std::string page = simulate_html(all);
  EXPECT_EQ(count(svg, "<desc"), sim::kScenarioNames.size());
  EXPECT_EQ(count(page, "<svg class=\"chart\""), sim::kScenarioNames.size());
  for (const std::string& markup : {svg, page}) {
    expect_harmless(markup);
    expect_well_formed(markup);
  }
}

TEST(SimulateChart, LeavesNoNameUnescaped) {
  SimulatePlan plan = *make_plan({.scenario = "hard_outage", .fault = "1s"});
  plan.config = "a\"><script>alert(1)</script>.toml";
  plan.snapshot.targets[0].name = "<b>&amp;";
  plan.snapshot.targets[1].name = "x\x1b[31m\xff";
  plan.settings.afterwards = 5s;
  const Simulation simulation = *simulate(std::move(plan));
  for (const std::string& markup : {simulate_svg(simulation), simulate_html(simulation)}) {
    expect_harmless(markup);
    expect_well_formed(markup);
    EXPECT_NE(markup.find("&lt;b&gt;&amp;amp;"), std::string::npos);
    EXPECT_EQ(markup.find('\x1b'), std::string::npos);
    EXPECT_EQ(markup.find('\xff'), std::string::npos);
  }
}

TEST(SimulateChart, StandsOnlyInItsFrame_HoweverLongTheRun) {
  SimulatePlan plan = *make_plan({.scenario = "both_down", .rate = "1", .fault = "10m"});
  plan.settings.fault_begin = plan.settings.afterwards = 10min;
  const Simulation simulation = *simulate(std::move(plan));
  const std::string svg = simulate_svg(simulation);
  EXPECT_LT(svg.size(), 64U * 1024U);
  EXPECT_EQ(svg.find("=\"-"), std::string::npos) << "nothing left of it or above";
}

TEST(SimulatePage, OfAHardOutageWithTheDefaultPolicy) {
  expect_golden("/tests/golden/simulate/hard_outage.html", simulate_html(hard_outage()));
}

TEST(TimeAxis, HasAHandfulOfTicks_HoweverLongItIs) {
  for (const Duration length : {Duration(1s), Duration(90s), Duration(3h), Duration(24h), Duration(24h * 365)}) {
    const std::size_t ticks = TimeAxis(length).ticks().size();
    EXPECT_GE(ticks, 2U);
    EXPECT_LE(ticks, 9U);
  }
}

TEST(TimeAxis, TakesTheMeanOfSeveralSecondsOfALongRun) {
  std::vector<sim::TallySecond> tally(250);
  for (std::size_t i = 0; i < tally.size(); ++i) tally[i].offered = i < 3 ? 2 : 4;
  const auto offered = [](const sim::TallySecond& second) { return second.offered; };
  const std::vector<std::uint64_t> rates = TimeAxis(250s).rates(tally, offered);
  ASSERT_EQ(rates.size(), 84U);
  EXPECT_EQ(rates[0], 2000U);
  EXPECT_EQ(rates[1], 4000U);
  EXPECT_EQ(rates.back(), 4000U) << "the last piece is shorter and its mean the same";
  EXPECT_EQ(TimeAxis(250s).begin_of(83), 249s);
  EXPECT_EQ(TimeAxis(10s).rates({}, offered), std::vector<std::uint64_t>(10, 0)) << "seconds without anything";
}

TEST(TimeAxis, HasAHandfulOfRoundTicks) {
  for (const Duration length : {Duration(6s), Duration(45s), Duration(160s), Duration(30min)}) {
    const std::vector<Duration> ticks = TimeAxis(length).ticks();
    EXPECT_GE(ticks.size(), 4U) << length.count();
    EXPECT_LE(ticks.size(), 9U) << length.count();
    EXPECT_LE(ticks.back(), length);
  }
  EXPECT_EQ(TimeAxis(160s).ticks()[1], 20s);
}

TEST(RateAxis, EndsAtTheNextRoundNumber) {
  EXPECT_EQ(RateAxis(236'000, Spread::Even).ticks(), (std::vector<std::uint64_t>{0, 150'000, 300'000}));
  EXPECT_EQ(RateAxis(20'000, Spread::Even).ticks().back(), 20'000U);
  EXPECT_EQ(RateAxis(0, Spread::Even).ticks().back(), 1000U);
  EXPECT_EQ(RateAxis(2001, Spread::Even).ticks().back(), 3000U);
  EXPECT_EQ(RateAxis(20'000, Spread::Even).position(10'000, 700), 350);
  EXPECT_EQ(RateAxis(20'000, Spread::Even).position(30'000, 700), 700) << "never beyond its end";
  EXPECT_EQ(rate_text(2500), "2.5");
  EXPECT_EQ(rate_text(20'000), "20");
}

TEST(RateAxis, ByDecades_ShowsATrickleBesideAFlood) {
  const RateAxis axis(240'000, Spread::Decades);
  EXPECT_EQ(axis.ticks(), (std::vector<std::uint64_t>{0, 1000, 10'000, 100'000}));
  EXPECT_EQ(RateAxis(1'000'000, Spread::Decades).position(1000, 400), 100);
  EXPECT_EQ(RateAxis(1'000'000, Spread::Decades).position(500, 400), 50) << "even up to 1";
  EXPECT_EQ(RateAxis(1'000'000, Spread::Decades).position(10'000, 400), 200);
  EXPECT_EQ(RateAxis(1'000'000, Spread::Decades).position(1'000'000, 400), 400);
  int last = -1;
  for (std::uint64_t milli = 0; milli <= 240'000; milli += 500) {
    EXPECT_GE(axis.position(milli, 7000), last) << milli;
    last = axis.position(milli, 7000);
  }
}

TEST(Svg, JoinsPiecesOfOneHeight) {
  Svg svg;
  svg.steps({{0, 10}, {5, 10}, {10, 20}, {15, 20}}, "curve");
  EXPECT_EQ(svg.elements(), "<path class=\"curve\" d=\"M0 10H10V20H15\"/>\n");
}

}  // namespace
}  // namespace jurymast::app
