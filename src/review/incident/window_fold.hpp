#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "record/line.hpp"
#include "record/plain_answer.hpp"
#include "review/incident/window.hpp"

namespace jurymast::review {

/// A route's traffic that began within this is too short for minutes.
inline constexpr Duration kYoungLog = std::chrono::minutes(20);

/// Reads from a log what a window is proposed from: the first of two passes over it. A value.
class WindowFold {
 public:
  /// Looks at the route's operations from `from` to `to`, at the newest kSlotsMax minutes of that.
  WindowFold(std::string route, WallTime from, WallTime to);
  /// A line of the log, in order; damaged ones are passed over here and counted by the second pass.
  void take(std::string_view line);
  /// A plain answer that was read already.
  void take(const record::PlainLine& line);
  WindowLook look(WallTime now) const { return {route_, counts(), notices_, now}; }
  /// By minutes; by seconds where all that was seen is as young as kYoungLog.
  const SlotCounts& counts() const { return seconds_.operations() == minutes_.operations() ? seconds_ : minutes_; }

 private:
  void take_operation(const record::LineLayout& layout, std::string_view line);

  std::string route_;
  std::string route_text_;  ///< as it stands in a line
  SlotCounts minutes_;
  SlotCounts seconds_;
  NoticeWatch notices_;
};

}  // namespace jurymast::review
