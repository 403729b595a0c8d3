#include "app/incident/timeline_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/draw/chart_axis.hpp"
#include "app/draw/svg.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

constexpr int kWidth = 9000;
constexpr int kLeft = 2600;
constexpr int kPlotWidth = 6200;
constexpr int kTop = 350;
constexpr int kRowHeight = 320;
constexpr int kBarHeight = 250;
constexpr int kFoot = 400;
constexpr int kTick = 40;
constexpr int kMark = 45;
constexpr std::size_t kNameColumns = 32;
constexpr std::size_t kTicksDrawn = 4;
constexpr std::size_t kClockBegin = 11;
constexpr std::size_t kClockCharacters = 8;

constexpr std::string_view kStyle =
    ".chart .axis{stroke:#444;stroke-width:8}\n.chart .grid{stroke:#d0d0d0;stroke-width:5}\n"
    ".chart .fact{fill:#0072b2}\n.chart .inference{fill:#aa4499}\n"
    "@media screen and (prefers-color-scheme:dark){\n"
    ".chart .axis{stroke:#c4c4c4}\n.chart .grid{stroke:#44484f}\n.chart .fact{fill:#56b4e9}\n.chart .inference{fill:#dd88cc}\n}\n";

std::string clock_of(WallTime at) { return to_rfc3339(at).substr(kClockBegin, kClockCharacters); }

/// Rows of a drawing over one span of time, each with its name in front.
class Rows {
 public:
  Rows(WallTime begin, Duration length, std::size_t rows)
      : begin_(begin), axis_(length), length_(length), rows_(static_cast<int>(rows)) {
    svg_.rectangle({0, 0}, size(), "paper");
    draw_clock();
  }

  Point size() const { return {kWidth, kTop + rows_ * kRowHeight + kFoot}; }
  Svg& svg() { return svg_; }
  int x_of(WallTime at) const { return kLeft + std::clamp(axis_.position(at - begin_, kPlotWidth), 0, kPlotWidth); }
  static int base_of(std::size_t row) { return kTop + static_cast<int>(row) * kRowHeight + kBarHeight; }

  void name(std::size_t row, std::string_view words) {
    svg_.text({kLeft - kTick, base_of(row) - kTick}, clip_middle(words, kNameColumns), "end");
    svg_.line({kLeft, base_of(row)}, {kLeft + kPlotWidth, base_of(row)}, "grid");
  }
  std::string drawing(const SvgWords& words) const { return svg_drawing(size(), 0, words, svg_.elements()); }

 private:
  void draw_clock() {
    const int foot = kTop + rows_ * kRowHeight;
    svg_.line({kLeft, foot}, {kLeft + kPlotWidth, foot}, "axis");
    for (std::size_t i = 0; i <= kTicksDrawn; ++i) {
      const WallTime at = begin_ + length_ * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(kTicksDrawn);
      svg_.line({x_of(at), foot}, {x_of(at), foot + kTick}, "axis");
      svg_.text({x_of(at), foot + kFoot / 2 + kTick}, clock_of(at), "middle");
    }
  }

  WallTime begin_;
  TimeAxis axis_;
  Duration length_;
  int rows_;
  Svg svg_;
};

}  // namespace

std::string timeline_drawing(const review::IncidentFacts& facts) {
  if (facts.timeline.empty()) return {};
  WallTime begin = facts.timeline.front().at;
  WallTime end = begin;
  for (const review::TimelineRow& one : facts.timeline) {
    begin = std::min(begin, one.at);
    end = std::max(end, one.at);
  }
  Rows rows(begin, std::max<Duration>(end - begin, std::chrono::seconds(1)), review::kChapterNames.size());
  for (std::size_t chapter = 0; chapter < review::kChapterNames.size(); ++chapter)
    rows.name(chapter, review::kChapterNames[chapter]);
  for (const review::TimelineRow& one : facts.timeline) {
    const int x = rows.x_of(one.at);
    const int y = Rows::base_of(static_cast<std::size_t>(one.chapter));
    const bool fact = one.grounds == record::Grounds::Fact;
    rows.svg().rectangle({x - kMark, y - (fact ? kBarHeight : kBarHeight / 2)}, {x + kMark, y}, fact ? "fact" : "inference");
  }
  rows.svg().text({kLeft, kTop / 2}, "a high mark: a fact; a low one: an inference", "");
  return rows.drawing({"timeline-chart", "What happened, by chapter over time",
                       fmt::format("{} rows; the same rows stand in the table.", facts.timeline.size())});
}

std::string timeline_style() { return std::string(kStyle); }

}  // namespace jurymast::app
