#include "app/simulate/simulate_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "app/draw/chart_axis.hpp"
#include "app/draw/svg.hpp"
#include "app/simulate/simulate_words.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

using sim::ScenarioReport;
using sim::TallySecond;

constexpr int kWidth = 7000;
constexpr int kMargin = 150;
constexpr int kPlotWidth = 2850;
constexpr int kPlotHeight = 700;
constexpr int kCallsLeft = 500;
constexpr int kAttemptsLeft = 3950;
constexpr int kTitleHeight = 560;
constexpr int kLegendLine = 150;
constexpr int kLegendWidth = 2250;
constexpr int kLegendSwatch = 260;
constexpr std::size_t kLegendColumns = 3;
constexpr int kHeadingHeight = 230;
constexpr int kRowHeadHeight = 390;
constexpr int kRowHeight = kRowHeadHeight + kPlotHeight + 70;
constexpr int kFootHeight = 380;
constexpr int kTickLength = 25;
constexpr std::size_t kNameColumns = 20;
constexpr std::size_t kTitleColumns = 100;

/// One line of a plot.
struct Curve {
  std::string css_class;
  std::function<std::uint64_t(const TallySecond&)> count;
};

std::string target_class(std::size_t target) { return fmt::format("target{}", target); }

std::vector<Curve> call_curves() {
  return {{"offered", [](const TallySecond& second) { return second.offered; }},
          {"served", [](const TallySecond& second) { return second.served; }}};
}

std::vector<Curve> attempt_curves(const Comparison& comparison) {
  std::vector<Curve> curves{call_curves().front()};
  for (std::size_t target = 0; target < comparison.full().targets.size(); ++target) {
    curves.push_back({target_class(target), [target](const TallySecond& second) { return second.attempts[target]; }});
  }
  return curves;
}

/// One of the two columns: what its plots have in common.
struct Column {
  int left;
  std::string heading;
  std::vector<Curve> curves;
  RateAxis rates;
};

class Chart {
 public:
  Chart(const Comparison& comparison, const SimulatePlan& plan)
      : comparison_(comparison),
        plan_(plan),
        time_(plan.settings.fault_begin + plan.settings.fault_length + plan.settings.afterwards),
        columns_{column(kCallsLeft, "calls a second", Spread::Even),
                 column(kAttemptsLeft, "attempts a second, by powers of ten", Spread::Decades)} {}

  Point size() const { return {kWidth, rows_top() + static_cast<int>(kComparedProtections.size()) * kRowHeight + kFootHeight}; }

  std::string draw(int top) {
    svg_.rectangle({0, 0}, size(), "paper");
    draw_title();
    draw_legend();
    for (const Column& column : columns_) svg_.text({column.left, rows_top() - 60}, column.heading, "name");
    for (std::size_t row = 0; row < kComparedProtections.size(); ++row) draw_row(row);
    draw_time_labels();
    return svg_drawing(size(), top, words(), svg_.elements());
  }

 private:
  Column column(int left, std::string heading, Spread spread) const {
    std::vector<Curve> curves = spread == Spread::Even ? call_curves() : attempt_curves(comparison_);
    std::uint64_t most = 0;
    for (const ScenarioReport& report : comparison_.reports) {
      for (const Curve& curve : curves) {
        for (const std::uint64_t rate : time_.rates(report.seconds, curve.count)) most = std::max(most, rate);
      }
    }
    return {left, std::move(heading), std::move(curves), RateAxis(most, spread)};
  }

  std::size_t legend_entries() const { return comparison_.full().targets.size() + 3; }
  int rows_top() const {
    const auto lines = static_cast<int>((legend_entries() + kLegendColumns - 1) / kLegendColumns);
    return kTitleHeight + lines * kLegendLine + kHeadingHeight;
  }
  static int plot_top(int row_top) { return row_top + kRowHeadHeight; }
  int x_of(const Column& column, Duration at) const { return column.left + time_.position(at, kPlotWidth); }

  std::string figures(std::size_t row) const {
    const ScenarioReport& report = comparison_.reports[row];
    return fmt::format("{} attempts a call in the fault, {} served, worst wait {}, well again {}",
                       attempts_text(report, report.attempts_milli()), served_text(report), span_text(report.worst_wait),
                       recovery_text(report.recovered, plan_.settings.afterwards));
  }

  SvgWords words() const {
    std::string description = fmt::format("{}; {}. Calls and attempts a second over {} s, the fault shaded.",
                                          policy_sentence(plan_), load_sentence(plan_), time_.seconds());
    for (std::size_t row = 0; row < kComparedProtections.size(); ++row) {
      description += fmt::format(" {}: {}.", name_of(kComparedProtections[row]), figures(row));
    }
    return {fmt::format("chart-{}", name_of(comparison_.scenario)),
            fmt::format("{} with five protections", name_of(comparison_.scenario)), description};
  }

  void draw_title() {
    svg_.text({kMargin, 230}, name_of(comparison_.scenario), "title");
    svg_.text({kMargin, 380}, clip(policy_sentence(plan_), kTitleColumns), "note");
    svg_.text({kMargin, 510}, clip(load_sentence(plan_), kTitleColumns + kNameColumns), "note");
  }

  void draw_legend() {
    std::size_t entry = 0;
    const auto place = [&] {
      const std::size_t at = entry++;
      return Point{kMargin + static_cast<int>(at % kLegendColumns) * kLegendWidth,
                   kTitleHeight + static_cast<int>(at / kLegendColumns + 1) * kLegendLine};
    };
    const auto line = [&](const std::string& css_class, const std::string& name) {
      const Point at = place();
      svg_.line({at.x, at.y - 35}, {at.x + kLegendSwatch, at.y - 35}, "curve " + css_class);
      svg_.text({at.x + kLegendSwatch + 60, at.y}, name, "label");
    };
    line("offered", "calls offered");
    line("served", "calls served, by when they began");
    const Point at = place();
    svg_.rectangle({at.x, at.y - 85}, {at.x + kLegendSwatch, at.y + 15}, "fault");
    svg_.text({at.x + kLegendSwatch + 60, at.y}, "the fault stands", "label");
    for (std::size_t i = 0; i < comparison_.full().targets.size(); ++i) {
      line(target_class(i), "attempts at " + clip_middle(comparison_.full().targets[i].name, kNameColumns));
    }
  }

  void draw_row(std::size_t row) {
    const sim::Protection protection = kComparedProtections[row];
    const int top = rows_top() + static_cast<int>(row) * kRowHeight;
    svg_.text({kMargin, top + 140}, fmt::format("{}: {}", name_of(protection), meaning_of(protection)), "name");
    svg_.text({kMargin, top + 265}, figures(row), "note");
    for (const Column& column : columns_) {
      draw_frame(column, plot_top(top));
      for (const Curve& curve : column.curves) draw_curve(column, curve, comparison_.reports[row], plot_top(top));
    }
  }

  void draw_frame(const Column& column, int top) {
    const int bottom = top + kPlotHeight;
    const int right = column.left + kPlotWidth;
    const Duration fault_end = plan_.settings.fault_begin + plan_.settings.fault_length;
    svg_.rectangle({x_of(column, plan_.settings.fault_begin), top}, {x_of(column, fault_end), bottom}, "fault");
    for (const std::uint64_t tick : column.rates.ticks()) {
      const int y = bottom - column.rates.position(tick, kPlotHeight);
      svg_.line({column.left, y}, {right, y}, tick == 0 ? "axis" : "grid");
      svg_.text({column.left - 50, y + 35}, rate_text(tick), "label end");
    }
    for (const Duration tick : time_.ticks()) {
      svg_.line({x_of(column, tick), bottom}, {x_of(column, tick), bottom + kTickLength}, "axis");
    }
  }

  void draw_curve(const Column& column, const Curve& curve, const ScenarioReport& report, int top) {
    std::vector<Point> points;
    const std::vector<std::uint64_t> rates = time_.rates(report.seconds, curve.count);
    for (std::size_t i = 0; i < rates.size(); ++i) {
      points.push_back({x_of(column, time_.begin_of(i)), top + kPlotHeight - column.rates.position(rates[i], kPlotHeight)});
    }
    points.push_back({column.left + kPlotWidth, points.back().y});
    svg_.steps(points, "curve " + curve.css_class);
  }

  void draw_time_labels() {
    const int bottom =
        rows_top() + static_cast<int>(kComparedProtections.size()) * kRowHeight - kRowHeight + kRowHeadHeight + kPlotHeight;
    for (const Column& column : columns_) {
      for (const Duration tick : time_.ticks()) {
        svg_.text({x_of(column, tick), bottom + 150}, std::to_string(seconds_of(tick)), "label middle");
      }
      svg_.text({column.left + kPlotWidth / 2, bottom + 300}, "seconds of virtual time", "label middle");
    }
  }

  const Comparison& comparison_;
  const SimulatePlan& plan_;
  TimeAxis time_;
  std::array<Column, 2> columns_;
  Svg svg_;
};

}  // namespace

std::string chart_drawing(const Comparison& comparison, const SimulatePlan& plan) { return Chart(comparison, plan).draw(0); }

std::string simulate_svg(const Simulation& simulation) {
  std::string drawings;
  int height = 0;
  for (const Comparison& comparison : simulation.comparisons) {
    Chart chart(comparison, simulation.plan);
    drawings += chart.draw(height);
    height += chart.size().y;
  }
  return svg_document({kWidth, height}, chart_style(), drawings);
}

}  // namespace jurymast::app
