#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::telemetry {

/// What a page of metrics holds, read with every rule of the text format 0.0.4 enforced. For tests.
struct Exposition {
  std::map<std::string, double> series;     ///< by name and labels as written
  std::map<std::string, std::string> type;  ///< by metric
  std::vector<std::string> faults;          ///< empty: the page is in order

  double at(const std::string& name) const { return series.contains(name) ? series.at(name) : -1; }
};

/// Reads a page; what breaks a rule is a fault and the reading goes on.
Exposition read_exposition(std::string_view text);

}  // namespace jurymast::telemetry
