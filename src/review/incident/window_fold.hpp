#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "review/incident/window.hpp"

namespace jurymast::review {

/// Reads from a log what a window is proposed from: the first of two passes over it. A value.
class WindowFold {
 public:
  /// Looks at the route's operations from `from` to `to`, at the newest kMinutesLookedBackMax minutes of that.
  WindowFold(std::string route, WallTime from, WallTime to);
  /// A line of the log, in order; damaged ones are passed over here and counted by the second pass.
  void take(std::string_view line);
  WindowLook look(WallTime now) const { return {route_, counts_, notices_, now}; }
  const MinuteCounts& counts() const { return counts_; }

 private:
  void take_operation(std::string_view line);

  std::string route_;
  std::string route_text_;  ///< as it stands in a line
  MinuteCounts counts_;
  NoticeWatch notices_;
};

}  // namespace jurymast::review
