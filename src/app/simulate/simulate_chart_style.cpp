#include <fmt/format.h>

#include <array>

#include "app/simulate/simulate_chart.hpp"
#include "sim/fault.hpp"

namespace jurymast::app {
namespace {

/// A curve in both modes. The colours keep apart for all who see few of them, and against their ground; the dashes do on grey paper.
struct CurveStyle {
  std::string_view light;
  std::string_view dark;
  std::string_view dashes;
};
constexpr std::array kTargetStyles = std::to_array<CurveStyle>({
    {"#d55e00", "#ff9a4d", "none"},
    {"#0072b2", "#56b4e9", "45 15"},
    {"#aa4499", "#dd88cc", "20 15"},
    {"#332288", "#9f94f5", "70 20"},
    {"#882255", "#ff8fb8", "45 15 10 15"},
    {"#117733", "#6fd08c", "10 15"},
    {"#7a6a00", "#e0d060", "70 15 20 15"},
    {"#005f5f", "#5fd6d6", "20 15 10 15"},
    {"#661100", "#e09a8a", "30 30"},
});
static_assert(kTargetStyles.size() == sim::kSimTargetsMax);

constexpr std::string_view kLight =
    ".chart{font-family:system-ui,\"Segoe UI\",Helvetica,Arial,sans-serif;font-size:100px}\n"
    ".chart text{fill:#1a1a1a}\n"
    ".chart .title{font-size:170px;font-weight:600}\n"
    ".chart .name{font-size:115px;font-weight:600}\n"
    ".chart .note{font-size:105px;fill:#444444}\n"
    ".chart .end{text-anchor:end}\n"
    ".chart .middle{text-anchor:middle}\n"
    ".chart .paper{fill:#ffffff}\n"
    ".chart .fault{fill:#f3e3c6}\n"
    ".chart .grid{stroke:#d0d0d0;stroke-width:5}\n"
    ".chart .axis{stroke:#444444;stroke-width:8}\n"
    ".chart .curve{fill:none;stroke-width:16}\n"
    ".chart .offered{stroke:#767676;stroke-width:9}\n"
    ".chart .served{stroke:#007a5a}\n";

constexpr std::string_view kDark =
    ".chart text{fill:#eeeeee}\n"
    ".chart .note{fill:#c4c4c4}\n"
    ".chart .paper{fill:#16181c}\n"
    ".chart .fault{fill:#4d3d1f}\n"
    ".chart .grid{stroke:#44484f}\n"
    ".chart .axis{stroke:#c4c4c4}\n"
    ".chart .offered{stroke:#a8a8a8}\n"
    ".chart .served{stroke:#4fd0a5}\n";

}  // namespace

std::string chart_style() {
  std::string style(kLight);
  std::string dark(kDark);
  for (std::size_t i = 0; i < kTargetStyles.size(); ++i) {
    style += fmt::format(".chart .target{}{{stroke:{};stroke-dasharray:{}}}\n", i, kTargetStyles[i].light, kTargetStyles[i].dashes);
    dark += fmt::format(".chart .target{}{{stroke:{}}}\n", i, kTargetStyles[i].dark);
  }
  return style + "@media screen and (prefers-color-scheme:dark){\n" + dark + "}\n";
}

}  // namespace jurymast::app
