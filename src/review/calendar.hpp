#pragma once
#include <chrono>
#include <optional>
#include <string_view>

namespace jurymast::review {

/// A day in UTC. Nobody in this room asks which day it is; it is passed in.
using Date = std::chrono::sys_days;

/// Reads `2026-11-21`, and nothing else.
std::optional<Date> parse_date(std::string_view text);
/// The first such date in the text.
std::optional<Date> find_date(std::string_view text);
/// From one day to a later one; negative where it is earlier.
constexpr int days_between(Date from, Date to) { return static_cast<int>((to - from).count()); }

}  // namespace jurymast::review
