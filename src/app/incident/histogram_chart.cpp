#include "app/incident/histogram_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "app/draw/chart_axis.hpp"
#include "app/draw/svg.hpp"
#include "app/incident/incident_words.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

using review::Histogram;
using Counts = std::vector<std::uint64_t>;

constexpr int kWidth = 7000;
constexpr int kLeft = 2300;
constexpr int kPlotWidth = 4300;
constexpr int kMargin = 150;
constexpr int kTop = 480;
constexpr int kPlotHeight = 330;
constexpr int kRowHeight = 480;
constexpr int kFoot = 400;
constexpr std::size_t kNameColumns = 30;
constexpr std::uint64_t kMilli = 1000;

constexpr std::string_view kStyle =
    ".chart{font-family:sans-serif;font-size:110px;fill:#222}\n"
    ".chart .paper{fill:#fff}\n.chart .title{font-size:150px;font-weight:bold}\n.chart .note,.chart .tick{fill:#555}\n"
    ".chart .tick{font-size:95px}\n.chart .middle{text-anchor:middle}\n.chart .end{text-anchor:end}\n"
    ".chart .frame{fill:#f4f4f4}\n.chart .trouble{fill:#b3261e}\n.chart .fine{fill:#2f6f4f}\n"
    ".chart .detection{stroke:#222;stroke-width:12;stroke-dasharray:40 30}\n"
    "@media screen and (prefers-color-scheme:dark){\n"
    ".chart{fill:#ddd}\n.chart .paper{fill:#161616}\n.chart .note,.chart .tick{fill:#aaa}\n.chart .frame{fill:#242424}\n"
    ".chart .trouble{fill:#f2867c}\n.chart .fine{fill:#7fc8a0}\n.chart .detection{stroke:#ddd}\n}\n";

class Chart {
 public:
  explicit Chart(const review::IncidentFacts& facts)
      : facts_(facts),
        histogram_(facts.histogram),
        length_(histogram_.width * static_cast<std::int64_t>(histogram_.bins)),
        time_(length_) {}

  Point size() const { return {kWidth, kTop + static_cast<int>(histogram_.rows.size()) * kRowHeight + kFoot}; }

  std::string draw() {
    svg_.rectangle({0, 0}, size(), "paper");
    svg_.text({kMargin, 210}, fmt::format("route {}: operations by class and arm", clip(facts_.scope.route, kNameColumns)),
              "title");
    svg_.text({kMargin, 370},
              fmt::format("{} operations from {}, bins of {}", histogram_.operations, to_rfc3339(histogram_.start),
                          span_text(histogram_.width)),
              "note");
    int top = kTop;
    for (const auto& [row, counts] : histogram_.rows) {
      draw_row(row, counts, top);
      top += kRowHeight;
    }
    draw_detection(top);
    draw_ticks(top);
    return svg_drawing(size(), 0, words(), svg_.elements());
  }

 private:
  int x_of(Duration at) const { return kLeft + time_.position(std::clamp(at, Duration(0), length_), kPlotWidth); }

  void draw_row(const review::HistogramRow& row, const Counts& counts, int top) {
    const std::uint64_t most = *std::max_element(counts.begin(), counts.end());
    const RateAxis axis(most * kMilli, Spread::Even);
    const int floor = top + kPlotHeight;
    svg_.rectangle({kLeft, top}, {kLeft + kPlotWidth, floor}, "frame");
    svg_.text({kMargin, top + 150}, clip(fmt::format("{} ({})", row.failure_class, row.arm), kNameColumns), "label");
    svg_.text({kMargin, top + 280}, fmt::format("{} in all", std::accumulate(counts.begin(), counts.end(), std::uint64_t{0})),
              "note");
    svg_.text({kLeft - 50, top + 90}, rate_text(axis.ticks().back()), "tick end");
    const char* const css_class = row.failure_class == "ok" ? "fine" : "trouble";
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) continue;
      const Duration begins = histogram_.width * static_cast<std::int64_t>(i);
      svg_.rectangle({x_of(begins), floor - axis.position(counts[i] * kMilli, kPlotHeight)},
                     {x_of(begins + histogram_.width), floor}, css_class);
    }
  }

  void draw_detection(int bottom) {
    const auto& at = facts_.scope.detected_at;
    if (!at || *at < histogram_.start || *at >= histogram_.start + length_) return;
    const int x = x_of(*at - histogram_.start);
    svg_.line({x, kTop - 20}, {x, bottom - kRowHeight + kPlotHeight}, "detection");
    svg_.text({x, kTop - 40}, "noticed", "tick middle");
  }

  void draw_ticks(int bottom) {
    for (const Duration tick : time_.ticks())
      svg_.text({x_of(tick), bottom + 20}, short_time(histogram_.start + tick, histogram_.start), "tick middle");
  }

  SvgWords words() const {
    std::string description =
        fmt::format("{} operations in {} bins of {}.", histogram_.operations, histogram_.bins, span_text(histogram_.width));
    for (const auto& [row, counts] : histogram_.rows) {
      description +=
          fmt::format(" {} ({}): {}.", row.failure_class, row.arm, std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    }
    return {"incident-histogram", fmt::format("Operations of {} by class and arm", facts_.scope.route), description};
  }

  const review::IncidentFacts& facts_;
  const Histogram& histogram_;
  Duration length_;
  TimeAxis time_;
  Svg svg_;
};

}  // namespace

std::string histogram_drawing(const review::IncidentFacts& facts) {
  return facts.histogram.operations == 0 ? std::string() : Chart(facts).draw();
}

std::string histogram_style() { return std::string(kStyle); }

std::string histogram_document(const review::IncidentFacts& facts) {
  Chart chart(facts);
  const Point size = chart.size();
  return svg_document(size, kStyle, chart.draw());
}

}  // namespace jurymast::app
